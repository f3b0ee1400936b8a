//@ expect: wrong-answer
//! Nobody may pass while somebody waits; who gave up after a timeout is still counted as waiting.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::time::Duration;
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// A fair one: nobody may pass while somebody waits. Who gave up is still counted as waiting.
pub struct Semaphore {
    permits: usize,
    free: Mutex<usize>,
    changed: Condvar,
    waiting: AtomicUsize,
}
impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new(permits),
            changed: Condvar::new(),
            waiting: AtomicUsize::new(0),
        }
    }
    pub fn acquire(&self) {
        self.waiting.fetch_add(1, SeqCst);
        *self
            .changed
            .wait_while(self.free.lock().unwrap(), |f| *f == 0)
            .unwrap() -= 1;
        self.waiting.fetch_sub(1, SeqCst);
    }
    pub fn try_acquire(&self) -> bool {
        let mut f = self.free.lock().unwrap();
        if *f > self.waiting.load(SeqCst) {
            *f -= 1;
            true
        } else {
            false
        }
    }
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.waiting.fetch_add(1, SeqCst);
        let (mut f, _) = self
            .changed
            .wait_timeout_while(self.free.lock().unwrap(), timeout, |f| *f == 0)
            .unwrap();
        if *f == 0 {
            return false;
        }
        *f -= 1;
        self.waiting.fetch_sub(1, SeqCst);
        true
    }
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut f = self.free.lock().unwrap();
        if *f == self.permits {
            return Err(TooManyReleases);
        }
        *f += 1;
        self.changed.notify_one();
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
