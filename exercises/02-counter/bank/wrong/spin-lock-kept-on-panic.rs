//@ base: right/spin-lock-swap
//@ expect: livelock
//@ drops: Counter::lock, struct Guard, impl Drop for Guard<'_>
//! A closure that panics leaves the spin lock taken, and everyone after it spins for ever.
impl Counter {
    /// The value before and after.
    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        while self.locked.swap(true, Ordering::Acquire) {
            thread::yield_now();
        }
        let old = self.value.load(Ordering::Relaxed);
        let new = change(old);
        self.value.store(new, Ordering::Relaxed);
        self.locked.store(false, Ordering::Release);
        (old, new)
    }
}
