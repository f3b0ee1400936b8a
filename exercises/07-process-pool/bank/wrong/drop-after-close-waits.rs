//@ base: right/pipes-made-by-hand
//@ expect: process-hang
//@ adds: impl Drop for Pool
//! A pool that was closed is dropped without a kill: its workers are ending anyway, or so it hopes.
impl Drop for Pool {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            // Those that have been told to end do so.
            if !self.closed {
                let _ = worker.child.kill();
            }
            let _ = worker.child.wait();
        }
    }
}
