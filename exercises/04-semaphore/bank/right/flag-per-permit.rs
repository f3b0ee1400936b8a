//! A row of flags, one for each permit. To get in is to set one, to leave is to clear one.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicBool, Ordering::AcqRel};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    taken: Vec<AtomicBool>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            taken: (0..permits).map(|_| AtomicBool::new(false)).collect(),
        }
    }

    pub fn acquire(&self) {
        while !self.try_acquire() {
            thread::yield_now();
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.taken.iter().any(|taken| !taken.swap(true, AcqRel))
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
        let mut from_the_end = self.taken.iter().rev();
        match from_the_end.any(|taken| taken.swap(false, AcqRel)) {
            true => Ok(()),
            false => Err(TooManyReleases),
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
