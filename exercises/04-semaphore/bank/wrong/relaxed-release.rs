//@ base: right/spin-and-yield
//@ expect: memory-ordering
//! Taking is `Acquire`, giving back is `Relaxed`: the pair is not whole, and orders nothing.
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        self.free
            .fetch_update(Acquire, Relaxed, |free| free.checked_sub(1))
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
