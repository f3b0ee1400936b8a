//@ expect: early-return
//! The alarm that ends a wait is never switched off, so the next wait has no time.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// An alarm thread ends the wait.
pub struct Semaphore {
    permits: usize,
    free: Mutex<usize>,
    changed: Condvar,
    over: AtomicBool,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new(permits),
            changed: Condvar::new(),
            over: AtomicBool::new(false),
        }
    }
    pub fn acquire(&self) {
        let mut f = self.free.lock().unwrap();
        while *f == 0 {
            f = self.changed.wait(f).unwrap();
        }
        *f -= 1;
    }
    pub fn try_acquire(&self) -> bool {
        let mut f = self.free.lock().unwrap();
        if *f == 0 {
            false
        } else {
            *f -= 1;
            true
        }
    }
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if self.try_acquire() {
            return true;
        }
        let over = &self.over;
        let (cancel, cancelled) = mpsc::channel::<()>();
        thread::scope(|s| {
            s.spawn(|| {
                let cancelled = cancelled;
                if cancelled.recv_timeout(timeout) == Err(mpsc::RecvTimeoutError::Timeout) {
                    let _f = self.free.lock().unwrap();
                    over.store(true, Ordering::SeqCst);
                    self.changed.notify_all();
                }
            });
            let mut f = self.free.lock().unwrap();
            let got = loop {
                if *f > 0 {
                    *f -= 1;
                    break true;
                }
                if over.load(Ordering::SeqCst) {
                    break false;
                }
                f = self.changed.wait(f).unwrap();
            };
            drop(f);
            drop(cancel);
            got
        })
    }
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut f = self.free.lock().unwrap();
        if *f == self.permits {
            return Err(TooManyReleases);
        }
        *f += 1;
        self.changed.notify_all();
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
