//! A read-write lock: `get` needs only to read.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{PoisonError, RwLock, RwLockWriteGuard};

pub struct Counter {
    value: RwLock<u64>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: RwLock::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut value = self.write();
        let old = *value;
        *value = old.wrapping_add(n);
        old
    }

    pub fn get(&self) -> u64 {
        *self.value.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut *self.write())
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.write();
        *value = change(*value);
        *value
    }

    fn write(&self) -> RwLockWriteGuard<'_, u64> {
        self.value.write().unwrap_or_else(PoisonError::into_inner)
    }
}
