//! A flag says that somebody is in the list. Two full fences make it safe to look at it alone.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// `release` looks at the list only if the flag says that somebody is in it; two full fences.
pub struct Semaphore {
    free: AtomicUsize,
    permits: usize,
    anybody: AtomicBool,
    list: Mutex<Vec<Thread>>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            free: AtomicUsize::new(permits),
            permits,
            anybody: AtomicBool::new(false),
            list: Mutex::new(Vec::new()),
        }
    }
    fn announce(&self) {
        let mut l = self.list.lock().unwrap();
        l.push(thread::current());
        self.anybody.store(true, Ordering::Relaxed);
        drop(l);
        fence(Ordering::SeqCst);
    }
    pub fn acquire(&self) {
        while !self.try_acquire() {
            self.announce();
            if self.try_acquire() {
                return;
            }
            thread::park();
        }
    }
    pub fn try_acquire(&self) -> bool {
        let mut n = self.free.load(Ordering::Relaxed);
        while n != 0 {
            match self
                .free
                .compare_exchange_weak(n, n - 1, Ordering::Acquire, Ordering::Relaxed)
            {
                Ok(_) => return true,
                Err(m) => n = m,
            }
        }
        false
    }
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let t0 = Instant::now();
        while !self.try_acquire() {
            self.announce();
            if self.try_acquire() {
                return true;
            }
            let gone = t0.elapsed();
            if gone >= timeout {
                return false;
            }
            thread::park_timeout(timeout - gone);
        }
        true
    }
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut n = self.free.load(Ordering::Relaxed);
        loop {
            if n == self.permits {
                return Err(TooManyReleases);
            }
            match self
                .free
                .compare_exchange_weak(n, n + 1, Ordering::Release, Ordering::Relaxed)
            {
                Ok(_) => break,
                Err(m) => n = m,
            }
        }
        fence(Ordering::SeqCst);
        if self.anybody.load(Ordering::Relaxed) {
            let mut l = self.list.lock().unwrap();
            self.anybody.store(false, Ordering::Relaxed);
            for t in l.drain(..) {
                t.unpark();
            }
        }
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
