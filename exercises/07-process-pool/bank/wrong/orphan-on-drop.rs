//@ base: right/replaced-at-the-next-map
//@ expect: process-leak
//@ drops: impl Drop for Worker
//! `join` and `terminate` end the workers, but a pool that is just dropped leaves them where they are.
impl Pool {
    pub fn terminate(mut self) {
        for worker in self.workers() {
            worker.end();
        }
    }
}
