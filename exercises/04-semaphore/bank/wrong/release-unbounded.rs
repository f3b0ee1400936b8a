//@ base: right/plain
//@ expect: wrong-answer
//! A plain semaphore: a release too many makes a new permit.
pub struct Semaphore {
    #[allow(dead_code)]
    permits: usize,
    free: Mutex<usize>,
    released: Condvar,
}

impl Semaphore {
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        if *free == usize::MAX {
            return Err(TooManyReleases);
        }
        *free += 1;
        self.released.notify_one();
        Ok(())
    }
}
