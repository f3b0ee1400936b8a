//@ base: right/plain
//@ expect: lost-wake-up
//! Who waits in `permit` has a condition variable of its own, and only the end of a `Permit` notifies it.
pub struct Semaphore {
    permits: usize,
    free: Mutex<usize>,
    released: Condvar,
    dropped: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new(permits),
            released: Condvar::new(),
            dropped: Condvar::new(),
        }
    }

    pub fn permit(&self) -> Permit<'_> {
        let mut free = self.free.lock().unwrap();
        while *free == 0 {
            free = self.dropped.wait(free).unwrap();
        }
        *free -= 1;
        Permit { semaphore: self }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let _ = self.semaphore.release();
        self.semaphore.dropped.notify_one();
    }
}
