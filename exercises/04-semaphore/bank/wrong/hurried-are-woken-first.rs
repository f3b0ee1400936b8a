//@ base: right/sleep-and-look
//@ expect: lost-wake-up
//! A release wakes one who is in a hurry, if any sleeps: two releases wake the same one, who did not get to run yet.
use std::sync::Condvar;

pub struct Semaphore {
    permits: usize,
    free: Mutex<(usize, usize)>,
    released: Condvar,
    hurried: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new((permits, 0)),
            released: Condvar::new(),
            hurried: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let mut free = self.free.lock().unwrap();
        while free.0 == 0 {
            free = self.released.wait(free).unwrap();
        }
        free.0 -= 1;
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let mut free = self.free.lock().unwrap();
        free.1 += 1;
        let (mut free, _) = self
            .hurried
            .wait_timeout_while(free, timeout, |free| free.0 == 0)
            .unwrap();
        free.1 -= 1;
        if free.0 == 0 {
            return false;
        }
        free.0 -= 1;
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        if free.0 == self.permits {
            return Err(TooManyReleases);
        }
        free.0 += 1;
        match free.1 {
            0 => self.released.notify_one(),
            _ => self.hurried.notify_one(),
        }
        Ok(())
    }
}
