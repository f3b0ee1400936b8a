//@ base: right/spin-and-yield
//@ expect: atomicity-violation
//! `try_acquire` exchanges once, and calls a race that it lost "none is free".
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        let free = self.free.load(Relaxed);
        free > 0
            && self
                .free
                .compare_exchange(free, free - 1, Acquire, Relaxed)
                .is_ok()
    }
}
