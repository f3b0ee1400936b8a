//@ base: right/slots-in-a-ring
//@ expect: panic
//! A lock in which each call waits in a slot of its own. There are 32 slots, and they are used once.
impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.flags[self.1 + 1].store(true, Ordering::Release);
    }
}

impl Counter {
    fn locked<R>(&self, f: impl FnOnce(&AtomicU64) -> R) -> R {
        let at = self.tail.fetch_add(1, Ordering::Relaxed);
        while !self.flags[at].load(Ordering::Acquire) {
            thread::yield_now();
        }
        self.flags[at].store(false, Ordering::Relaxed);
        let _pass = Pass(self, at);
        f(&self.value)
    }
}
