//@ expect: wrong-answer
//! `AtomicU64::fetch_update` gives the old value back, and `update` hands it on.
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
        self.value.fetch_add(n, Ordering::Relaxed)
    }

    pub fn get(&self) -> u64 {
        self.value.load(Ordering::Relaxed)
    }

    pub fn take(&self) -> u64 {
        self.value.swap(0, Ordering::Relaxed)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        self.value
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |old| {
                Some(change(old))
            })
            .unwrap()
    }
}
