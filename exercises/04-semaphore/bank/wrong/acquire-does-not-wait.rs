//@ base: right/plain
//@ expect: atomicity-violation
//! `acquire` returns at once when no permit is free, without one.
impl Semaphore {
    pub fn acquire(&self) {
        let mut free = self.free.lock().unwrap();
        *free = free.saturating_sub(1);
    }
}
