//! Everything is one loop round a weak exchange, which may fail for no reason.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Counter(AtomicU64);

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter(AtomicU64::new(value))
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
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
        let mut old = self.0.load(Relaxed);
        loop {
            let new = change(old);
            match self.0.compare_exchange_weak(old, new, Relaxed, Relaxed) {
                Ok(_) => return (old, new),
                Err(now) => old = now,
            }
        }
    }
}
