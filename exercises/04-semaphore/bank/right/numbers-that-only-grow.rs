//! Nothing is counted down: how many permits were taken and how many were given back are two numbers that
//! only grow.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    /// Taken, and given back.
    count: Mutex<(u64, u64)>,
    released: Condvar,
}

impl Semaphore {
    fn is_free(&self, (taken, given): (u64, u64)) -> bool {
        taken - given < self.permits as u64
    }

    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            count: Mutex::new((0, 0)),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let count = self.count.lock().unwrap();
        let none = |count: &mut (u64, u64)| !self.is_free(*count);
        self.released.wait_while(count, none).unwrap().0 += 1;
    }

    pub fn try_acquire(&self) -> bool {
        let mut count = self.count.lock().unwrap();
        let free = self.is_free(*count);
        count.0 += u64::from(free);
        free
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let count = self.count.lock().unwrap();
        let none = |count: &mut (u64, u64)| !self.is_free(*count);
        let (mut count, _) = self
            .released
            .wait_timeout_while(count, timeout, none)
            .unwrap();
        let free = self.is_free(*count);
        count.0 += u64::from(free);
        free
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut count = self.count.lock().unwrap();
        if count.0 == count.1 {
            return Err(TooManyReleases);
        }
        count.1 += 1;
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
