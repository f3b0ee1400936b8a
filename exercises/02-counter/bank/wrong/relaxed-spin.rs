//@ base: right/spin-lock-swap
//@ expect: memory-ordering
//! A spin lock whose operations are all `Relaxed` keeps others out, and tells them nothing.
impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.locked.store(false, Ordering::Relaxed);
    }
}

impl Counter {
    fn lock(&self) -> Guard<'_> {
        while self
            .locked
            .compare_exchange(false, true, Ordering::Relaxed, Ordering::Relaxed)
            .is_err()
        {
            thread::yield_now();
        }
        Guard(self)
    }
}
