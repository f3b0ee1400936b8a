//! The count goes below zero while threads wait; permits for them are counted under a lock.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// Negative: that many have announced that they wait. Grants for them lie in `grants`.
pub struct Semaphore {
    count: AtomicI64,
    permits: i64,
    grants: Mutex<usize>,
    granted: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let permits = permits as i64;
        Semaphore {
            count: AtomicI64::new(permits),
            permits,
            grants: Mutex::new(0),
            granted: Condvar::new(),
        }
    }
    pub fn acquire(&self) {
        if self.count.fetch_sub(1, Ordering::Acquire) > 0 {
            return;
        }
        let mut g = self
            .granted
            .wait_while(self.grants.lock().unwrap(), |g| *g == 0)
            .unwrap();
        *g -= 1;
    }
    pub fn try_acquire(&self) -> bool {
        self.count
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, |c| {
                if c > 0 { Some(c - 1) } else { None }
            })
            .is_ok()
    }
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if self.count.fetch_sub(1, Ordering::Acquire) > 0 {
            return true;
        }
        let (mut g, _) = self
            .granted
            .wait_timeout_while(self.grants.lock().unwrap(), timeout, |g| *g == 0)
            .unwrap();
        loop {
            if *g > 0 {
                *g -= 1;
                return true;
            }
            // Take the announcement back. If nobody waits by the count, a grant is on its way; whoever comes
            // meanwhile may be faster, and is counted then.
            let waits = |c: i64| (c < 0).then_some(c + 1);
            let taken_back = self
                .count
                .fetch_update(Ordering::Acquire, Ordering::Relaxed, waits);
            if taken_back.is_ok() {
                return false;
            }
            drop(g);
            thread::yield_now();
            g = self.grants.lock().unwrap();
        }
    }
    pub fn release(&self) -> Result<(), TooManyReleases> {
        if self.permits == 0 {
            return Err(TooManyReleases);
        }
        let max = self.permits;
        match self
            .count
            .fetch_update(Ordering::AcqRel, Ordering::Relaxed, |c| {
                (c < max).then_some(c + 1)
            }) {
            Err(_) => Err(TooManyReleases),
            Ok(old) => {
                if old < 0 {
                    *self.grants.lock().unwrap() += 1;
                    self.granted.notify_one();
                }
                Ok(())
            }
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
