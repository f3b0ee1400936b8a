//@ base: right/plain
//@ expect: wrong-answer
//! `permit` takes a permit and then another one.
impl Semaphore {
    pub fn permit(&self) -> Permit<'_> {
        self.acquire();
        let _ = self.try_acquire();
        Permit { semaphore: self }
    }
}
