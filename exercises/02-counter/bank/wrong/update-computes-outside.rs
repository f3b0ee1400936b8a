//@ base: right/plain
//@ expect: lost-update
//! `update` lets go of the lock while the closure computes, and then writes a result that is out of date.
impl Counter {
    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let old = *self.lock();
        // Nobody should have to wait for somebody else's closure.
        let new = change(old);
        *self.lock() = new;
        new
    }
}
