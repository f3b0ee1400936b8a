//@ expect: deadlock
//! `update` still has its read lock when it asks for the write lock, which waits until all readers are gone.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{PoisonError, RwLock};

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
        let mut value = self.value.write().unwrap_or_else(PoisonError::into_inner);
        let old = *value;
        *value += n;
        old
    }

    pub fn get(&self) -> u64 {
        *self.value.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut *self.value.write().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let old = self.value.read().unwrap_or_else(PoisonError::into_inner);
        let new = change(*old);
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = new;
        new
    }
}
