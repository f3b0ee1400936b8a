//@ base: right/unix-stream-pair
//@ expect: process-leak
//! A worker that is no longer needed is killed, but nobody waits for it.
impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
