//@ expect: memory-ordering
//! `acquire` looks with `Acquire`; `permit` has a loop of its own, with `Relaxed`.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::hint;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    free: AtomicUsize,
    permits: usize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            free: AtomicUsize::new(permits),
            permits,
        }
    }
    pub fn acquire(&self) {
        while !self.try_acquire() {
            hint::spin_loop();
            thread::yield_now();
        }
    }
    pub fn try_acquire(&self) -> bool {
        let mut n = self.free.load(Ordering::Relaxed);
        while n > 0 {
            match self
                .free
                .compare_exchange_weak(n, n - 1, Ordering::Acquire, Ordering::Relaxed)
            {
                Ok(_) => return true,
                Err(now) => n = now,
            }
        }
        false
    }
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let begin = Instant::now();
        loop {
            if self.try_acquire() {
                return true;
            }
            if begin.elapsed() >= timeout {
                return false;
            }
            thread::yield_now();
        }
    }
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut n = self.free.load(Ordering::Relaxed);
        while n < self.permits {
            match self
                .free
                .compare_exchange_weak(n, n + 1, Ordering::Release, Ordering::Relaxed)
            {
                Ok(_) => return Ok(()),
                Err(now) => n = now,
            }
        }
        Err(TooManyReleases)
    }

    pub fn permit(&self) -> Permit<'_> {
        while self
            .free
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
            .is_err()
        {
            thread::yield_now();
        }
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
