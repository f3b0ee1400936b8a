//@ base: right/spin-lock-swap
//@ expect: memory-ordering
//! The spin lock is taken with `Relaxed`: the `Release` that let go of it has no partner.
impl Counter {
    fn lock(&self) -> Guard<'_> {
        while self.locked.swap(true, Ordering::Relaxed) {
            thread::yield_now();
        }
        Guard(self)
    }
}
