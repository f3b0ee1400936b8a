//@ base: right/thread-each-while-map-runs
//@ expect: process-leak
//! `join` forgets the pool so that nothing is killed, and so nothing closes the pipes of the standard outputs.
impl Pool {
    pub fn join(mut self) {
        self.close();
        for worker in &mut self.workers {
            let _ = worker.child.wait();
        }
        // Dropping would kill them.
        std::mem::forget(self);
    }
}
