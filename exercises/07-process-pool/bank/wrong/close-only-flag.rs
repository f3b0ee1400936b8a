//@ base: right/chunks-by-a-counter
//@ expect: early-return
//! `close` only remembers that it was called; `join` closes the inputs.
impl Pool {
    pub fn close(&mut self) {
        self.closed = true;
    }

    pub fn join(mut self) {
        for worker in self.slots.iter_mut().flatten() {
            worker.input = None;
            let _ = worker.child.wait();
        }
    }
}
