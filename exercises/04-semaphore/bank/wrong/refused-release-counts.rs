//@ base: right/plain
//@ expect: wrong-answer
//! `release` says that it was too many, and counts it all the same.
impl Semaphore {
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        *free += 1;
        self.released.notify_one();
        if *free > self.permits {
            return Err(TooManyReleases);
        }
        Ok(())
    }
}
