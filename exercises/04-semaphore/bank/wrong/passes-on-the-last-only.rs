//@ base: right/plain
//@ expect: lost-wake-up
//@ adds: struct Free, Semaphore::wake_one
//! While one thread is on its way out of its sleep, no other is woken; it wakes the next one only for the last permit.
pub struct Semaphore {
    permits: usize,
    free: Mutex<Free>,
    released: Condvar,
}

struct Free {
    permits: usize,
    asleep: usize,
    waking: bool,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new(Free {
                permits,
                asleep: 0,
                waking: false,
            }),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let mut free = self.free.lock().unwrap();
        while free.permits == 0 {
            free.asleep += 1;
            free = self.released.wait(free).unwrap();
            free.asleep -= 1;
            free.waking = false;
        }
        free.permits -= 1;
        if free.permits == 1 {
            self.wake_one(&mut free);
        }
    }

    fn wake_one(&self, free: &mut Free) {
        if free.asleep > 0 && !free.waking {
            free.waking = true;
            self.released.notify_one();
        }
    }

    pub fn try_acquire(&self) -> bool {
        let mut free = self.free.lock().unwrap();
        if free.permits == 0 {
            return false;
        }
        free.permits -= 1;
        true
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let mut free = self.free.lock().unwrap();
        free.asleep += 1;
        let (mut free, _) = self
            .released
            .wait_timeout_while(free, timeout, |free| free.permits == 0)
            .unwrap();
        free.asleep -= 1;
        free.waking = false;
        if free.permits == 0 {
            return false;
        }
        free.permits -= 1;
        if free.permits == 1 {
            self.wake_one(&mut free);
        }
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        if free.permits == self.permits {
            return Err(TooManyReleases);
        }
        free.permits += 1;
        self.wake_one(&mut free);
        Ok(())
    }
}
