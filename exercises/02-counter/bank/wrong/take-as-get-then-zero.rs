//@ expect: atomicity-violation
//! `take` reads, and then writes 0. What is added in between is neither returned nor left.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering};

pub struct Counter {
    value: AtomicU64,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: AtomicU64::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.value.fetch_add(n, Ordering::SeqCst)
    }

    pub fn get(&self) -> u64 {
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> u64 {
        let old = self.value.load(Ordering::SeqCst);
        self.value.store(0, Ordering::SeqCst);
        old
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut old = self.get();
        loop {
            let new = change(old);
            match self
                .value
                .compare_exchange(old, new, Ordering::SeqCst, Ordering::SeqCst)
            {
                Ok(_) => return new,
                Err(now) => old = now,
            }
        }
    }
}
