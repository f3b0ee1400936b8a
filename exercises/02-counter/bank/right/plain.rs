//! The plain answer: a number behind a lock that each call takes once.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Mutex, MutexGuard, PoisonError};

pub struct Counter {
    value: Mutex<u64>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: Mutex::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut value = self.lock();
        let old = *value;
        *value += n;
        old
    }

    pub fn get(&self) -> u64 {
        *self.lock()
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut *self.lock())
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.lock();
        *value = change(*value);
        *value
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
