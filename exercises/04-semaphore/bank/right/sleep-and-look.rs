//! Who finds no permit sleeps for a millisecond without the lock, and looks again.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    free: Mutex<(usize, usize)>, // free, all
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            free: Mutex::new((permits, permits)),
        }
    }

    pub fn acquire(&self) {
        while !self.acquire_timeout(Duration::from_secs(1)) {}
    }

    pub fn try_acquire(&self) -> bool {
        let mut free = self.free.lock().unwrap();
        if free.0 == 0 {
            return false;
        }
        free.0 -= 1;
        true
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        loop {
            if self.try_acquire() {
                return true;
            }
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return false;
            }
            thread::sleep(left.min(Duration::from_millis(1)));
        }
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        if free.0 == free.1 {
            return Err(TooManyReleases);
        }
        free.0 += 1;
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
