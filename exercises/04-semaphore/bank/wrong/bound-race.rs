//@ base: right/spin-and-yield
//@ expect: atomicity-violation
//! `release` compares with the bound and adds in two steps.
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        self.free
            .fetch_update(Acquire, Relaxed, |free| free.checked_sub(1))
            .is_ok()
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        if self.free.load(Relaxed) >= self.permits {
            return Err(TooManyReleases);
        }
        self.free.fetch_add(1, Release);
        Ok(())
    }
}
