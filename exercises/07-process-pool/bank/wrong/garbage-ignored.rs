//@ base: right/chunks-dealt-out
//@ expect: process-hang
//! What is no frame is skipped, in the hope of a better one; none comes.
impl Worker {
    fn ask(&mut self, index: usize, task: &[u8]) -> io::Result<Option<Reply>> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let payload = task.to_vec();
        Request::Task { index, payload }.write_to(input)?;
        input.flush()?;
        loop {
            match Reply::read_from(&mut self.output) {
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {}
                reply => return reply,
            }
        }
    }
}
