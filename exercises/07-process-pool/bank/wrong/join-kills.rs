//@ base: right/unix-stream-pair
//@ expect: early-return
//! `join` closes the pool and leaves the rest to `Drop`, which kills.
impl Pool {
    pub fn join(mut self) {
        self.close();
    }
}
