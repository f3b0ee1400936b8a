//@ base: right/plain
//@ expect: deadlock
//@ adds: Semaphore::all_free
//! `release` still has the lock when it asks for it again.
impl Semaphore {
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        if self.all_free() {
            return Err(TooManyReleases);
        }
        *free += 1;
        self.released.notify_one();
        Ok(())
    }

    fn all_free(&self) -> bool {
        *self.free.lock().unwrap() == self.permits
    }
}
