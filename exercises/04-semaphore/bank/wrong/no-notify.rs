//@ base: right/plain
//@ expect: lost-wake-up
//! `release` counts the permit and wakes nobody.
impl Semaphore {
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        if *free == self.permits {
            return Err(TooManyReleases);
        }
        *free += 1;
        Ok(())
    }
}
