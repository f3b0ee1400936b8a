//@ base: right/plain
//@ expect: lost-wake-up
//! `release` notifies first and counts the permit later, in between without the lock.
impl Semaphore {
    pub fn release(&self) -> Result<(), TooManyReleases> {
        if *self.free.lock().unwrap() == self.permits {
            return Err(TooManyReleases);
        }
        self.released.notify_one();
        let mut free = self.free.lock().unwrap();
        if *free == self.permits {
            return Err(TooManyReleases);
        }
        *free += 1;
        Ok(())
    }
}
