//@ expect: atomicity-violation
//! The same `if` round the wait, with a count of those inside: nothing underflows, one more gets in.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    inside: Mutex<usize>,
    left: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            inside: Mutex::new(0),
            left: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let mut inside = self.inside.lock().unwrap();
        if *inside >= self.permits {
            inside = self.left.wait(inside).unwrap();
        }
        *inside += 1;
    }

    pub fn try_acquire(&self) -> bool {
        let mut inside = self.inside.lock().unwrap();
        if *inside >= self.permits {
            return false;
        }
        *inside += 1;
        true
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let inside = self.inside.lock().unwrap();
        let full = |inside: &mut usize| *inside >= self.permits;
        let (mut inside, _) = self.left.wait_timeout_while(inside, timeout, full).unwrap();
        if *inside >= self.permits {
            return false;
        }
        *inside += 1;
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut inside = self.inside.lock().unwrap();
        *inside = inside.checked_sub(1).ok_or(TooManyReleases)?;
        self.left.notify_one();
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
