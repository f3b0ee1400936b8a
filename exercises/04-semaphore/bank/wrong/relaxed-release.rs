//@ expect: memory-ordering
//! Taking is `Acquire`, giving back is `Relaxed`: the pair is not whole, and orders nothing.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed},
};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    free: AtomicUsize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: AtomicUsize::new(permits),
        }
    }

    pub fn acquire(&self) {
        while !self.try_acquire() {
            thread::yield_now();
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.free
            .fetch_update(Acquire, Relaxed, |free| free.checked_sub(1))
            .is_ok()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        loop {
            if self.try_acquire() {
                return true;
            }
            if start.elapsed() >= timeout {
                return false;
            }
            thread::yield_now();
        }
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        self.free
            .fetch_update(Relaxed, Relaxed, |free| {
                (free < self.permits).then_some(free + 1)
            })
            .map_err(|_| TooManyReleases)?;
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
