//@ expect: lost-update
//! `update` tries the exchange again with the value of now, but writes the result of then.
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
        self.value.swap(0, Ordering::SeqCst)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut old = self.get();
        let new = change(old);
        while let Err(now) =
            self.value
                .compare_exchange(old, new, Ordering::SeqCst, Ordering::SeqCst)
        {
            old = now;
        }
        new
    }
}
