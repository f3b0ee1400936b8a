//@ base: right/weak-exchange-loop
//@ expect: lost-update
//! A failed exchange is tried twice more. With three others at once, that is not enough.
impl Counter {
    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let mut old = self.0.load(Relaxed);
        for _ in 0..3 {
            let new = change(old);
            match self.0.compare_exchange(old, new, Relaxed, Relaxed) {
                Ok(_) => return (old, new),
                Err(now) => old = now,
            }
        }
        (old, change(old))
    }
}
