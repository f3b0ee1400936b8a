//@ expect: panic
//! After a panic in `update` the lock is poisoned, and every `unwrap` panics from then on.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;

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
        let mut value = self.value.lock().unwrap();
        let old = *value;
        *value += n;
        old
    }

    pub fn get(&self) -> u64 {
        *self.value.lock().unwrap()
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut *self.value.lock().unwrap())
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.value.lock().unwrap();
        *value = change(*value);
        *value
    }
}
