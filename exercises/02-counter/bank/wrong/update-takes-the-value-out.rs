//@ expect: wrong-answer
//! `update` takes the value out of its place to compute with it; a panic leaves 0 there.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::mem;
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
        let old = mem::take(&mut *value);
        *value = old + n;
        old
    }

    pub fn get(&self) -> u64 {
        *self.lock()
    }

    pub fn take(&self) -> u64 {
        mem::take(&mut *self.lock())
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.lock();
        let old = mem::take(&mut *value);
        *value = change(old);
        *value
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
