//@ expect: lost-update
//! The atomic can be written through a read lock, and readers do not keep each other out.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

pub struct Counter {
    value: RwLock<AtomicU64>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: RwLock::new(AtomicU64::new(value)),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let value = self.read();
        let old = value.load(Ordering::SeqCst);
        value.store(old + n, Ordering::SeqCst);
        old
    }

    pub fn get(&self) -> u64 {
        self.read().load(Ordering::SeqCst)
    }

    pub fn take(&self) -> u64 {
        let value = self.read();
        let old = value.load(Ordering::SeqCst);
        value.store(0, Ordering::SeqCst);
        old
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let value = self.read();
        let new = change(value.load(Ordering::SeqCst));
        value.store(new, Ordering::SeqCst);
        new
    }

    fn read(&self) -> RwLockReadGuard<'_, AtomicU64> {
        self.value.read().unwrap_or_else(PoisonError::into_inner)
    }
}
