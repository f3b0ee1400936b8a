//@ expect: atomicity-violation
//! `release` compares and exchanges once; when somebody else was quicker, it says that it was too many.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::sync::atomic::{AtomicUsize, Ordering::*};
use std::thread::{sleep, yield_now};
use std::time::{Duration, Instant};
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// Counts who is inside, upwards.
pub struct Semaphore {
    inside: AtomicUsize,
    limit: usize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Self {
            inside: AtomicUsize::new(0),
            limit: permits,
        }
    }
    pub fn acquire(&self) {
        loop {
            if self.try_acquire() {
                break;
            }
            yield_now()
        }
    }
    pub fn try_acquire(&self) -> bool {
        self.inside
            .fetch_update(Acquire, Relaxed, |n| (n < self.limit).then(|| n + 1))
            .is_ok()
    }
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let deadline = Instant::now().checked_add(timeout);
        while !self.try_acquire() {
            if deadline.is_some_and(|d| Instant::now() >= d) {
                return self.try_acquire();
            }
            sleep(Duration::from_micros(50));
        }
        true
    }
    pub fn release(&self) -> Result<(), TooManyReleases> {
        {
            let n = self.inside.load(Relaxed);
            if n == 0 {
                return Err(TooManyReleases);
            }
            self.inside
                .compare_exchange(n, n - 1, Release, Relaxed)
                .map(drop)
                .map_err(|_| TooManyReleases)
        }
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
