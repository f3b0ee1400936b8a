//@ expect: compile-error
//! `let _ = lock.lock()` drops the guard at once, so the lock is free again on the next line. rustc refuses
//! it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Counter {
    value: AtomicU64,
    lock: Mutex<()>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: AtomicU64::new(value),
            lock: Mutex::new(()),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let _ = self.lock.lock();
        let old = self.value.load(Ordering::SeqCst);
        self.value.store(old + n, Ordering::SeqCst);
        old
    }

    pub fn get(&self) -> u64 {
        let _ = self.lock.lock();
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> u64 {
        let _ = self.lock.lock();
        let old = self.value.load(Ordering::SeqCst);
        self.value.store(0, Ordering::SeqCst);
        old
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let _ = self.lock.lock();
        let new = change(self.value.load(Ordering::SeqCst));
        self.value.store(new, Ordering::SeqCst);
        new
    }
}
