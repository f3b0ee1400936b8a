//@ base: right/plain
//@ expect: atomicity-violation
//! `acquire` looks again after a wait; `permit` has a wait of its own, and does not.
impl Semaphore {
    pub fn permit(&self) -> Permit<'_> {
        let mut free = self.free.lock().unwrap();
        if *free == 0 {
            free = self.released.wait(free).unwrap();
        }
        *free = free.saturating_sub(1);
        Permit { semaphore: self }
    }
}
