//@ expect: lost-wake-up
//! All semaphores share one condition variable, and `notify_one` wakes somebody who waits for another one.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, OnceLock};
use std::time::Duration;
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// As a C programmer would: a global table of semaphores, and a handle.
static TABLE: OnceLock<Mutex<HashMap<usize, usize>>> = OnceLock::new();
static CHANGED: Condvar = Condvar::new();
static NEXT: AtomicUsize = AtomicUsize::new(1);
pub struct Semaphore {
    handle: usize,
    permits: usize,
}
fn table() -> &'static Mutex<HashMap<usize, usize>> {
    TABLE.get_or_init(|| Mutex::new(HashMap::new()))
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let handle = NEXT.fetch_add(1, Ordering::Relaxed);
        table().lock().unwrap().insert(handle, permits);
        Semaphore { handle, permits }
    }
    pub fn acquire(&self) {
        let mut t = CHANGED
            .wait_while(table().lock().unwrap(), |t| t[&self.handle] == 0)
            .unwrap();
        *t.get_mut(&self.handle).unwrap() -= 1;
    }
    pub fn try_acquire(&self) -> bool {
        let mut t = table().lock().unwrap();
        let n = t.get_mut(&self.handle).unwrap();
        if *n == 0 {
            return false;
        }
        *n -= 1;
        true
    }
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let (mut t, _) = CHANGED
            .wait_timeout_while(table().lock().unwrap(), timeout, |t| t[&self.handle] == 0)
            .unwrap();
        let n = t.get_mut(&self.handle).unwrap();
        if *n == 0 {
            return false;
        }
        *n -= 1;
        true
    }
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut t = table().lock().unwrap();
        let n = t.get_mut(&self.handle).unwrap();
        if *n == self.permits {
            return Err(TooManyReleases);
        }
        *n += 1;
        CHANGED.notify_one();
        Ok(())
    }

    pub fn permit(&self) -> Permit<'_> {
        self.acquire();
        Permit { semaphore: self }
    }
}
impl Drop for Semaphore {
    fn drop(&mut self) {
        table().lock().unwrap().remove(&self.handle);
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
