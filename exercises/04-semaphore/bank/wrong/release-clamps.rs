//@ base: right/plain
//@ expect: wrong-answer
//! A release too many changes nothing, but nobody is told.
impl Semaphore {
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        *free = (*free + 1).min(self.permits);
        self.released.notify_one();
        Ok(())
    }
}
