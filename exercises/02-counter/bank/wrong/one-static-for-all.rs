//@ expect: wrong-answer
//! The value is a static, so every counter of the program is the same one.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Mutex, MutexGuard, PoisonError};

static VALUE: Mutex<u64> = Mutex::new(0);

pub struct Counter;

impl Counter {
    pub fn new(value: u64) -> Self {
        *lock() = value;
        Counter
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut value = lock();
        let old = *value;
        *value += n;
        old
    }

    pub fn get(&self) -> u64 {
        *lock()
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut *lock())
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = lock();
        *value = change(*value);
        *value
    }
}

fn lock() -> MutexGuard<'static, u64> {
    VALUE.lock().unwrap_or_else(PoisonError::into_inner)
}
