//@ expect: atomicity-violation
//! The value is out of the counter while the closure runs. A panic puts it back, but a `get` was quicker.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

pub struct Counter {
    value: AtomicU64,
    changing: Mutex<()>,
}

/// Writes the value, also when the closure panics.
struct PutBack<'a> {
    counter: &'a Counter,
    value: u64,
}

impl Drop for PutBack<'_> {
    fn drop(&mut self) {
        self.counter.value.store(self.value, Ordering::SeqCst);
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: AtomicU64::new(value),
            changing: Mutex::new(()),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let _guard = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        self.value.fetch_add(n, Ordering::SeqCst)
    }

    pub fn get(&self) -> u64 {
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> u64 {
        let _guard = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        self.value.swap(0, Ordering::SeqCst)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let _guard = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = PutBack {
            counter: self,
            value: self.value.swap(0, Ordering::SeqCst),
        };
        out.value = change(out.value);
        out.value
    }
}
