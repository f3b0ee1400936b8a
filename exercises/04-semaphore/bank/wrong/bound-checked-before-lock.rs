//@ base: right/plain
//@ expect: atomicity-violation
//! `release` asks whether one is out, lets go of the lock, and then adds.
impl Semaphore {
    pub fn release(&self) -> Result<(), TooManyReleases> {
        if *self.free.lock().unwrap() == self.permits {
            return Err(TooManyReleases);
        }
        *self.free.lock().unwrap() += 1;
        self.released.notify_one();
        Ok(())
    }
}
