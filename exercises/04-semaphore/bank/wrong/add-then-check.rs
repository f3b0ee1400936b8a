//@ base: right/spin-and-yield
//@ expect: atomicity-violation
//! `release` adds first and takes back what was too much: for a moment there is a permit that does not exist.
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        self.free
            .fetch_update(Acquire, Relaxed, |free| free.checked_sub(1))
            .is_ok()
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        if self.free.fetch_add(1, Release) >= self.permits {
            self.free.fetch_sub(1, Relaxed);
            return Err(TooManyReleases);
        }
        Ok(())
    }
}
