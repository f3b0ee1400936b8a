//@ base: right/plain
//@ expect: atomicity-violation
//! `try_acquire` says no because somebody else has the lock just now, beside a free permit.
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        let Ok(mut free) = self.free.try_lock() else {
            return false;
        };
        if *free == 0 {
            return false;
        }
        *free -= 1;
        true
    }
}
