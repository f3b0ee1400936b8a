//@ expect: lost-update
//! `update` takes the value out and adds the new one. In between, others find 0 and work with that.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering};

pub struct Counter {
    value: AtomicU64,
}

/// Puts the value back, also if the closure panics.
struct PutBack<'a> {
    counter: &'a Counter,
    value: u64,
}

impl Drop for PutBack<'_> {
    fn drop(&mut self) {
        self.counter.add(self.value);
    }
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
        let mut out = PutBack {
            counter: self,
            value: self.take(),
        };
        out.value = change(out.value);
        out.value
    }
}
