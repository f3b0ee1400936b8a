//@ expect: deadlock
//! The free permits and those inside have a lock each, taken in one order by `acquire`, in the other by `release`.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    free: Mutex<usize>,
    inside: Mutex<usize>,
    released: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            free: Mutex::new(permits),
            inside: Mutex::new(0),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let free = self.free.lock().unwrap();
        let mut free = self.released.wait_while(free, |free| *free == 0).unwrap();
        *free -= 1;
        *self.inside.lock().unwrap() += 1;
    }

    pub fn try_acquire(&self) -> bool {
        self.acquire_timeout(Duration::ZERO)
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let free = self.free.lock().unwrap();
        let (mut free, _) = self
            .released
            .wait_timeout_while(free, timeout, |free| *free == 0)
            .unwrap();
        if *free == 0 {
            return false;
        }
        *free -= 1;
        *self.inside.lock().unwrap() += 1;
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut inside = self.inside.lock().unwrap();
        *inside = inside.checked_sub(1).ok_or(TooManyReleases)?;
        *self.free.lock().unwrap() += 1;
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
