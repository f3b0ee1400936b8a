//! Who waits, waits for the number of releases to change, and then tries again.
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
    releases: Mutex<u64>,
    another: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: AtomicUsize::new(permits),
            releases: Mutex::new(0),
            another: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        loop {
            // Read before the try: a release after it is one that the wait sees.
            let seen = *self.releases.lock().unwrap();
            if self.try_acquire() {
                return;
            }
            let releases = self.releases.lock().unwrap();
            drop(
                self.another
                    .wait_while(releases, |releases| *releases == seen)
                    .unwrap(),
            );
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.free
            .fetch_update(SeqCst, SeqCst, |free| free.checked_sub(1))
            .is_ok()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        loop {
            let seen = *self.releases.lock().unwrap();
            if self.try_acquire() {
                return true;
            }
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return false;
            }
            let releases = self.releases.lock().unwrap();
            let same = |releases: &mut u64| *releases == seen;
            drop(
                self.another
                    .wait_timeout_while(releases, left, same)
                    .unwrap(),
            );
        }
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        self.free
            .fetch_update(SeqCst, SeqCst, |free| {
                (free < self.permits).then_some(free + 1)
            })
            .map_err(|_| TooManyReleases)?;
        *self.releases.lock().unwrap() += 1;
        self.another.notify_all();
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
