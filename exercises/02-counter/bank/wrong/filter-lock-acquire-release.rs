//@ base: right/filter-lock
//@ expect: memory-ordering
//! Peterson's lock writes a flag and then reads the other's. `Release` and `Acquire` do not keep that
//! order: both threads may read the old flag, and both go in.
impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.counter.level[self.me].store(0, Ordering::Release);
        self.counter.places[self.me].store(false, Ordering::Release);
    }
}

impl Counter {
    fn enter(&self) -> Inside<'_> {
        let me = self.place();
        for level in 1..PLACES {
            self.level[me].store(level, Ordering::Release);
            self.last[level].store(me, Ordering::Release);
            let somebody_ahead =
                || (0..PLACES).any(|k| k != me && self.level[k].load(Ordering::Acquire) >= level);
            while self.last[level].load(Ordering::Acquire) == me && somebody_ahead() {
                thread::yield_now();
            }
        }
        Inside { counter: self, me }
    }

    /// A number that no other thread has at the moment.
    fn place(&self) -> usize {
        loop {
            if let Some(free) =
                (0..PLACES).find(|&place| !self.places[place].swap(true, Ordering::Acquire))
            {
                return free;
            }
            thread::yield_now();
        }
    }
}
