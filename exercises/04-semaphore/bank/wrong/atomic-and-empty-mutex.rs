//@ expect: lost-wake-up
//! The count is atomic and the mutex guards nothing: a release falls between the look and the sleep.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    free: AtomicUsize,
    sleepers: Mutex<()>,
    released: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: AtomicUsize::new(permits),
            sleepers: Mutex::new(()),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        while !self.try_acquire() {
            let sleepers = self.sleepers.lock().unwrap();
            if self.free.load(SeqCst) == 0 {
                drop(self.released.wait(sleepers).unwrap());
            }
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.free
            .fetch_update(SeqCst, SeqCst, |free| free.checked_sub(1))
            .is_ok()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        while !self.try_acquire() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let sleepers = self.sleepers.lock().unwrap();
            drop(self.released.wait_timeout(sleepers, left).unwrap());
        }
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        self.free
            .fetch_update(SeqCst, SeqCst, |free| {
                (free < self.permits).then_some(free + 1)
            })
            .map_err(|_| TooManyReleases)?;
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
