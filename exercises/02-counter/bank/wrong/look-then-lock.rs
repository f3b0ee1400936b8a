//@ expect: lost-update
//! The spin lock looks whether it is free and then marks it as taken: two threads can do so at once.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

pub struct Counter {
    locked: AtomicBool,
    value: AtomicU64,
}

struct Guard<'a>(&'a Counter);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.locked.store(false, Ordering::SeqCst);
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
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.lock();
        let old = self.value.load(Ordering::SeqCst);
        let new = change(old);
        self.value.store(new, Ordering::SeqCst);
        (old, new)
    }

    fn lock(&self) -> Guard<'_> {
        while self.locked.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        self.locked.store(true, Ordering::SeqCst);
        Guard(self)
    }
}
