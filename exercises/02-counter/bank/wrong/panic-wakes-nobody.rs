//@ expect: lost-wake-up
//! After a panic the lock is free again, but whoever waited for it meanwhile is not told.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};

pub struct Counter {
    taken: Mutex<bool>,
    free: Condvar,
    value: AtomicU64,
}

struct Guard<'a>(&'a Counter);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap() = false;
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            taken: Mutex::new(false),
            free: Condvar::new(),
            value: AtomicU64::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old + n).0
    }

    pub fn get(&self) -> u64 {
        self.change(|old| old).0
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let guard = self.lock();
        let old = self.value.load(Ordering::SeqCst);
        let new = change(old);
        self.value.store(new, Ordering::SeqCst);
        drop(guard);
        self.free.notify_one();
        (old, new)
    }

    fn lock(&self) -> Guard<'_> {
        let mut taken = self.taken.lock().unwrap();
        while *taken {
            taken = self.free.wait(taken).unwrap();
        }
        *taken = true;
        Guard(self)
    }
}
