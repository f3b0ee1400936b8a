//@ expect: lost-update
//! A failed exchange is tried once more, which is nearly always enough.
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
        self.change(|old| old + n).0
    }

    pub fn get(&self) -> u64 {
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> u64 {
        self.value.swap(0, Ordering::SeqCst)
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    /// The old value and the new one.
    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let mut old = self.get();
        for _ in 0..2 {
            let new = change(old);
            match self
                .value
                .compare_exchange_weak(old, new, Ordering::SeqCst, Ordering::SeqCst)
            {
                Ok(_) => break,
                Err(now) => old = now,
            }
        }
        (old, change(old))
    }
}
