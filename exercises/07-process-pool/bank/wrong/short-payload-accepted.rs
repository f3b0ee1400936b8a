//@ base: right/chunks-dealt-out
//@ expect: worker-lost
//@ adds: fn read_reply
//! It reads the frames itself, and takes what has come for all of the payload.
use std::io::Read;

impl Worker {
    fn ask(&mut self, index: usize, task: &[u8]) -> io::Result<Option<Reply>> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let payload = task.to_vec();
        Request::Task { index, payload }.write_to(input)?;
        input.flush()?;
        read_reply(&mut self.output)
    }
}

fn read_reply(output: &mut impl Read) -> io::Result<Option<Reply>> {
    let (mut length, mut kind, mut index) = ([0; 4], [0], [0; 8]);
    output.read_exact(&mut length)?;
    output.read_exact(&mut kind)?;
    if kind != [3] && kind != [4] {
        return Err(io::ErrorKind::InvalidData.into());
    }
    output.read_exact(&mut index)?;
    let index = u64::from_le_bytes(index) as usize;
    let rest = u32::from_le_bytes(length).saturating_sub(9);
    let mut payload = Vec::new();
    output.take(rest.into()).read_to_end(&mut payload)?;
    Ok(Some(if kind == [3] {
        Reply::Done { index, payload }
    } else {
        let message = String::from_utf8_lossy(&payload).into_owned();
        Reply::Failed { index, message }
    }))
}
