//@ base: right/catch-and-resume
//@ expect: panic
//! After a panic in `update` the lock is poisoned, and every `unwrap` panics from then on.
impl Counter {
    pub fn add(&self, n: u64) -> u64 {
        let mut value = self.value.lock().unwrap();
        let old = *value;
        *value += n;
        old
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.value.lock().unwrap();
        *value = change(*value);
        *value
    }
}
