//! Who changes the value has the lock; who only looks needs none, since the number itself is atomic.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

pub struct Counter {
    /// Written under the lock only.
    value: AtomicU64,
    writing: Mutex<()>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: AtomicU64::new(value),
            writing: Mutex::new(()),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        self.value.load(Relaxed)
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.value.load(Relaxed);
        let new = change(old);
        self.value.store(new, Relaxed);
        (old, new)
    }
}
