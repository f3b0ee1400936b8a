//@ base: right/chunks-dealt-out
//@ expect: panic
//! Writing a task is taken to succeed; the pipe of a worker that died idle is broken.
impl Worker {
    fn ask(&mut self, index: usize, task: &[u8]) -> io::Result<Option<Reply>> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let payload = task.to_vec();
        Request::Task { index, payload }.write_to(input).unwrap();
        input.flush()?;
        Reply::read_from(&mut self.output)
    }
}
