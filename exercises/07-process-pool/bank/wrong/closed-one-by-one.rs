//@ base: right/chunks-dealt-out
//@ expect: process-hang
//! `join` closes the input of the next worker only when the one before it has ended.
impl Pool {
    pub fn join(mut self) {
        for worker in &mut self.workers {
            worker.input = None;
            let _ = worker.child.wait();
        }
    }
}
