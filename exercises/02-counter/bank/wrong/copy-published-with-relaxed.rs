//@ base: right/two-copies
//@ expect: memory-ordering
//! Two copies, and the turn that says which one counts is stored with `Relaxed`.
impl Counter {
    fn write(&self, mut f: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _w = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let t = self.turn.load(Ordering::Relaxed);
        let old = self.copies[t % 2].load(Ordering::Relaxed);
        let new = f(old);
        self.copies[(t + 1) % 2].store(new, Ordering::Release);
        self.turn.store(t + 1, Ordering::Relaxed);
        (old, new)
    }
}
