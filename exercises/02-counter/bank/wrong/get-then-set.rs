//@ base: right/catch-and-resume
//@ expect: lost-update
//@ adds: Counter::set
//! Reading takes the lock and writing takes the lock, but nobody holds it from the one to the other.
impl Counter {
    fn set(&self, value: u64) {
        *self.value.lock().unwrap() = value;
    }

    pub fn add(&self, n: u64) -> u64 {
        let old = self.get();
        self.set(old + n);
        old
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let new = change(self.get());
        self.set(new);
        new
    }
}
