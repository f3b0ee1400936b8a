//@ base: right/reader-and-writer-threads
//@ expect: panic
//! `join` asserts that each worker has ended with success; one may have died while it had nothing to do.
impl Pool {
    pub fn join(mut self) {
        self.close();
        for worker in &mut self.workers {
            let status = worker.child.wait().unwrap();
            assert!(status.success(), "a worker ended with {status}");
        }
    }
}
