//@ base: right/free-workers-in-a-channel
//@ expect: process-hang
//! Requests stay in the `BufWriter`, because nothing flushes it; the worker has never heard of its task.
impl Worker {
    fn send(&mut self, request: &Request) -> io::Result<()> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        request.write_to(input)
    }
}
