//@ base: right/sequence-lock-fences
//@ expect: memory-ordering
//! A sequence lock without fences: the halves are `Relaxed`, and nothing keeps them between the two looks.
impl Counter {
    pub fn get(&self) -> u64 {
        loop {
            let before = self.sequence.load(Ordering::Acquire);
            let value = self.halves();
            if before % 2 == 0 && before == self.sequence.load(Ordering::Acquire) {
                return value;
            }
            thread::yield_now();
        }
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.halves();
        let new = change(old);
        let before = self.sequence.load(Ordering::Relaxed);
        self.sequence.store(before + 1, Ordering::Relaxed);
        self.high.store((new >> 32) as u32, Ordering::Relaxed);
        self.low.store(new as u32, Ordering::Relaxed);
        self.sequence.store(before + 2, Ordering::Release);
        (old, new)
    }
}
