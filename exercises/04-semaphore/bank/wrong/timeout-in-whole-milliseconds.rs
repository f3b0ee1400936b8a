//@ expect: early-return
//! The timeout is rounded down to whole milliseconds.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::mem;
use std::sync::{Condvar, Mutex};
use std::time::Duration;
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// Everything is a `Permit`; `acquire` forgets it, `release` makes one up and drops it.
pub struct Semaphore {
    permits: usize,
    out: Mutex<usize>,
    changed: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            out: Mutex::default(),
            changed: Condvar::default(),
        }
    }
    fn wait_for(&self, timeout: Option<Duration>) -> Option<Permit<'_>> {
        let g = self.out.lock().unwrap();
        let mut g = match timeout {
            None => self.changed.wait_while(g, |o| *o >= self.permits).unwrap(),
            Some(t) => {
                self.changed
                    .wait_timeout_while(g, Duration::from_millis(t.as_millis() as u64), |o| {
                        *o >= self.permits
                    })
                    .unwrap()
                    .0
            }
        };
        if *g >= self.permits {
            return None;
        }
        *g += 1;
        Some(Permit { semaphore: self })
    }
    pub fn acquire(&self) {
        mem::forget(self.permit());
    }
    pub fn try_acquire(&self) -> bool {
        self.acquire_timeout(Duration::from_nanos(0))
    }
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.wait_for(Some(timeout)).map(mem::forget).is_some()
    }
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut g = self.out.lock().unwrap();
        if *g == 0 {
            return Err(TooManyReleases);
        }
        *g -= 1;
        drop(g);
        self.changed.notify_one();
        Ok(())
    }
    pub fn permit(&self) -> Permit<'_> {
        self.wait_for(None).unwrap()
    }
}
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}
impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.release().ok();
    }
}
