//! Counts the permits that are out, and compares with the limit. Poisoning is passed over.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    limit: usize,
    inside: Mutex<usize>,
    somebody_left: Condvar,
}

impl Semaphore {
    pub fn new(limit: usize) -> Self {
        let (inside, somebody_left) = Default::default();
        Semaphore {
            limit,
            inside,
            somebody_left,
        }
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn acquire(&self) {
        let mut inside = self.lock();
        loop {
            if *inside < self.limit {
                *inside += 1;
                return;
            }
            inside = self
                .somebody_left
                .wait(inside)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub fn try_acquire(&self) -> bool {
        let mut inside = self.lock();
        let room = *inside < self.limit;
        *inside += usize::from(room);
        room
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        let mut inside = self.lock();
        while *inside >= self.limit {
            let Some(left) = deadline.checked_duration_since(Instant::now()) else {
                return false;
            };
            let waited = self.somebody_left.wait_timeout(inside, left);
            inside = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *inside += 1;
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut inside = self.lock();
        *inside = inside.checked_sub(1).ok_or(TooManyReleases)?;
        self.somebody_left.notify_one();
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
