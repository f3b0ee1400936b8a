//@ expect: atomicity-violation
//! Who writes has the lock; `get` has not, and reads the two halves of the number one after the other.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

pub struct Counter {
    writing: Mutex<()>,
    high: AtomicU32,
    low: AtomicU32,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            writing: Mutex::new(()),
            high: AtomicU32::new((value >> 32) as u32),
            low: AtomicU32::new(value as u32),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old + n).0
    }

    pub fn get(&self) -> u64 {
        let high = u64::from(self.high.load(Ordering::SeqCst));
        let low = u64::from(self.low.load(Ordering::SeqCst));
        high << 32 | low
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.get();
        let new = change(old);
        self.high.store((new >> 32) as u32, Ordering::SeqCst);
        self.low.store(new as u32, Ordering::SeqCst);
        (old, new)
    }
}
