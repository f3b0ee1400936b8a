//@ base: right/plain
//@ expect: deadlock
//! `update` asks `get` for the old value while it has the lock that `get` wants.
impl Counter {
    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.lock();
        *value = change(self.get());
        *value
    }
}
