//! Nobody sleeps for long: a wait is a third of what is left, and at least a millisecond.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    free: Mutex<usize>,
    released: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new(permits),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        while !self.acquire_timeout(Duration::from_secs(60)) {}
    }

    pub fn try_acquire(&self) -> bool {
        let mut free = self.free.lock().unwrap();
        if *free == 0 {
            return false;
        }
        *free -= 1;
        true
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        let mut free = self.free.lock().unwrap();
        while *free == 0 {
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return false;
            }
            let slice = (left / 3).max(left.min(Duration::from_millis(1)));
            free = self.released.wait_timeout(free, slice).unwrap().0;
        }
        *free -= 1;
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        if *free == self.permits {
            return Err(TooManyReleases);
        }
        *free += 1;
        self.released.notify_one();
        Ok(())
    }

    pub fn permit(&self) -> Permit<'_> {
        self.acquire();
        Permit { semaphore: self }
    }
}

pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let _ = self.semaphore.release();
    }
}
