//@ base: right/spin-and-yield
//@ expect: memory-ordering
//! The count is right, but `Relaxed`: who gets the permit may not see what the one before did.
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        self.free
            .fetch_update(Relaxed, Relaxed, |free| free.checked_sub(1))
            .is_ok()
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        self.free
            .fetch_update(Relaxed, Relaxed, |free| {
                (free < self.permits).then_some(free + 1)
            })
            .map_err(|_| TooManyReleases)?;
        Ok(())
    }
}
