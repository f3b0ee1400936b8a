//@ base: right/slots-in-a-ring
//@ expect: lost-update
//! A lock in which each call waits in a slot of its own. Nobody closes a slot behind him, so once all have
//! been used, everyone walks through.
impl Counter {
    fn locked<R>(&self, f: impl FnOnce(&AtomicU64) -> R) -> R {
        let at = self.tail.fetch_add(1, Ordering::Relaxed) % SLOTS;
        while !self.flags[at].load(Ordering::Acquire) {
            thread::yield_now();
        }
        let _pass = Pass(self, at);
        f(&self.value)
    }
}
