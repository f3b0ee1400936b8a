//@ base: right/plain
//@ expect: atomicity-violation
//! `update` lets go of the lock and looks once more for its answer, when others may have changed it.
impl Counter {
    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        {
            let mut value = self.lock();
            *value = change(*value);
        }
        self.get()
    }
}
