//@ base: right/spin-lock-swap
//@ expect: lost-update
//! The spin lock looks whether it is free and then marks it as taken: two threads can do so at once.
impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.locked.store(false, Ordering::SeqCst);
    }
}

impl Counter {
    pub fn get(&self) -> u64 {
        self.value.load(Ordering::SeqCst)
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.lock();
        let old = self.value.load(Ordering::SeqCst);
        let new = change(old);
        self.value.store(new, Ordering::SeqCst);
        (old, new)
    }

    fn lock(&self) -> Guard<'_> {
        while self.locked.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        self.locked.store(true, Ordering::SeqCst);
        Guard(self)
    }
}
