//@ base: right/slots-in-a-ring
//@ expect: livelock
//! Each call waits in a slot of its own, and closes it when the next one is open. Others may have gone all
//! round by then, and opened it for the next.
impl Counter {
    fn locked<R>(&self, f: impl FnOnce(&AtomicU64) -> R) -> R {
        let at = self.tail.fetch_add(1, Ordering::Relaxed) % SLOTS;
        while !self.flags[at].load(Ordering::Acquire) {
            thread::yield_now();
        }
        let pass = Pass(self, at);
        let result = f(&self.value);
        drop(pass);
        self.flags[at].store(false, Ordering::Relaxed);
        result
    }
}
