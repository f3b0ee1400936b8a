//@ base: right/plain
//@ expect: wrong-answer
//! `permit` looks whether one is free and forgets to take it.
impl Semaphore {
    pub fn permit(&self) -> Permit<'_> {
        let free = self.free.lock().unwrap();
        drop(self.released.wait_while(free, |free| *free == 0).unwrap());
        Permit { semaphore: self }
    }
}
