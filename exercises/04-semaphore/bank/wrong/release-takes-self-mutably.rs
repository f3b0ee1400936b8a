//@ base: right/plain
//@ expect: compile-error
//! `release` wants the semaphore for itself alone, so threads cannot share it.
impl Semaphore {
    pub fn release(&mut self) -> Result<(), TooManyReleases> {
        let free = self.free.get_mut().unwrap();
        if *free == self.permits {
            return Err(TooManyReleases);
        }
        *free += 1;
        self.released.notify_one();
        Ok(())
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.semaphore.free.lock().unwrap() += 1;
        self.semaphore.released.notify_one();
    }
}
