//! The number is behind a read-write lock. Who finds none sleeps until the epoch changes, which each release
//! does; it has read the epoch before it looked.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex, RwLock};
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    free: RwLock<usize>,
    epoch: Mutex<u64>,
    released: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: RwLock::new(permits),
            epoch: Mutex::new(0),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        loop {
            let seen = *self.epoch.lock().unwrap();
            if self.try_acquire() {
                return;
            }
            let epoch = self.epoch.lock().unwrap();
            let same = |epoch: &mut u64| *epoch == seen;
            drop(self.released.wait_while(epoch, same).unwrap());
        }
    }

    pub fn try_acquire(&self) -> bool {
        if *self.free.read().unwrap() == 0 {
            return false;
        }
        let mut free = self.free.write().unwrap();
        let left = free.checked_sub(1);
        *free = left.unwrap_or(0);
        left.is_some()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        loop {
            let seen = *self.epoch.lock().unwrap();
            if self.try_acquire() {
                return true;
            }
            let Some(left) = timeout.checked_sub(start.elapsed()) else {
                return false;
            };
            let epoch = self.epoch.lock().unwrap();
            let same = |epoch: &mut u64| *epoch == seen;
            let woken = self.released.wait_timeout_while(epoch, left, same);
            drop(woken.unwrap());
        }
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.write().unwrap();
        if *free == self.permits {
            return Err(TooManyReleases);
        }
        *free += 1;
        drop(free);
        *self.epoch.lock().unwrap() += 1;
        self.released.notify_all();
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
