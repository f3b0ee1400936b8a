//@ base: right/chunks-by-a-counter
//@ expect: process-hang
//! A worker that talks nonsense is asked to end, and not ended.
impl Worker {
    fn end(&mut self) -> ExitStatus {
        self.input = None;
        self.child.wait().expect("a child")
    }
}
