//@ base: right/plain
//@ expect: atomicity-violation
//! `try_acquire` looks with the lock, lets go of it, and takes with the lock.
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        if *self.free.lock().unwrap() == 0 {
            return false;
        }
        let mut free = self.free.lock().unwrap();
        *free = free.saturating_sub(1);
        true
    }
}
