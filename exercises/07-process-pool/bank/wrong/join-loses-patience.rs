//@ base: right/drop-closes-then-kills
//@ expect: early-return
//! `join` closes and drops the pool; who has not ended by itself after 50 ms is killed.
impl Pool {
    pub fn join(mut self) {
        self.close();
    }
}
