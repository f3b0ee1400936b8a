//! A spin lock that looks until it is free, and lets nobody else run in between.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub struct Counter {
    locked: AtomicBool,
    value: AtomicU64,
}

struct Guard<'a>(&'a Counter);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.locked.store(false, Ordering::Release);
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            locked: AtomicBool::new(false),
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

    /// The value before and after.
    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.lock();
        let old = self.value.load(Ordering::Relaxed);
        let new = change(old);
        self.value.store(new, Ordering::Relaxed);
        (old, new)
    }

    fn lock(&self) -> Guard<'_> {
        while self.locked.swap(true, Ordering::Acquire) {
            while self.locked.load(Ordering::Relaxed) {}
        }
        Guard(self)
    }
}
