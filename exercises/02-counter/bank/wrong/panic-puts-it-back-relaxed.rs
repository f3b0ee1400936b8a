//@ base: right/spin-lock-swap
//@ expect: memory-ordering
//@ adds: struct Out, impl Drop for Out<'_>
//! While a closure runs, the value is out. After a panic it is put back by stores that order nothing.
impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.locked.store(false, Ordering::Relaxed);
        } else {
            self.0.locked.store(false, Ordering::Release);
        }
    }
}

/// Puts the value back, whatever happens meanwhile.
struct Out<'a> {
    counter: &'a Counter,
    value: u64,
}

impl Drop for Out<'_> {
    fn drop(&mut self) {
        self.counter.value.store(self.value, Ordering::Relaxed);
    }
}

impl Counter {
    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.lock();
        let old = self.value.load(Ordering::Relaxed);
        self.value.store(0, Ordering::Relaxed);
        let mut out = Out {
            counter: self,
            value: old,
        };
        out.value = change(old);
        (old, out.value)
    }
}
