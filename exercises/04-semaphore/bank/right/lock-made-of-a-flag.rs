//! The lock is a flag that threads spin for; who waits for a permit lets go of it in between.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::hint;
use std::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    locked: AtomicBool,
    free: AtomicUsize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            locked: AtomicBool::new(false),
            free: AtomicUsize::new(permits),
        }
    }

    fn locked<R>(&self, body: impl FnOnce(usize) -> (usize, R)) -> R {
        while self
            .locked
            .compare_exchange(false, true, Acquire, Relaxed)
            .is_err()
        {
            thread::yield_now();
        }
        // Relaxed: whoever is here has the lock, and the flag orders all that its owners do.
        let (free, result) = body(self.free.load(Relaxed));
        self.free.store(free, Relaxed);
        self.locked.store(false, Release);
        result
    }

    pub fn acquire(&self) {
        while !self.try_acquire() {
            thread::yield_now();
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.locked(|free| (free.saturating_sub(1), free > 0))
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        while !self.try_acquire() {
            if start.elapsed() >= timeout {
                return false;
            }
            hint::spin_loop();
        }
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        self.locked(|free| match free < self.permits {
            true => (free + 1, Ok(())),
            false => (free, Err(TooManyReleases)),
        })
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
