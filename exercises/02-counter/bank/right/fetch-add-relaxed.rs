//! One atomic number, `Relaxed` everywhere: a single location has one order, and a counter needs no more.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

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
        self.value.fetch_add(n, Relaxed)
    }

    pub fn get(&self) -> u64 {
        self.value.load(Relaxed)
    }

    pub fn take(&self) -> u64 {
        self.value.swap(0, Relaxed)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut new = 0;
        self.value.update(Relaxed, Relaxed, |old| {
            new = change(old);
            new
        });
        new
    }
}
