//@ base: right/spin-and-yield
//@ expect: atomicity-violation
//! `try_acquire` is a load and then a subtraction: two threads can see the same last permit.
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        if self.free.load(Relaxed) == 0 {
            return false;
        }
        self.free.fetch_sub(1, Acquire);
        true
    }
}
