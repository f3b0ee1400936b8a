//@ base: right/weak-exchange-loop
//@ expect: atomicity-violation
//! The second try is left to std, which may need a third: then the answer is not the one that it had.
impl Counter {
    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let old = self.0.load(Relaxed);
        let new = change(old);
        let Err(now) = self.0.compare_exchange(old, new, Relaxed, Relaxed) else {
            return (old, new);
        };
        self.0.update(Relaxed, Relaxed, &mut change);
        (now, change(now))
    }
}
