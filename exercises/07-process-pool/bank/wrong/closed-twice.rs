//@ base: right/chunks-dealt-out
//@ expect: panic
//! `close` takes the input of each worker and trusts that it is there; `join` closes once more.
impl Pool {
    pub fn close(&mut self) {
        self.closed = true;
        for worker in &mut self.workers {
            drop(worker.input.take().unwrap());
        }
    }
}
