//@ base: right/two-copies
//@ expect: memory-ordering
//! The copies are written and read with `Relaxed`. A reader may see what a later writer put there, and yet
//! the old number of the turn.
impl Counter {
    pub fn get(&self) -> u64 {
        loop {
            let t = self.turn.load(Ordering::Acquire);
            let v = self.copies[t % 2].load(Ordering::Relaxed);
            if self.turn.load(Ordering::Acquire) == t {
                return v;
            }
        }
    }
}
