//@ expect: wrong-answer
//! The number is kept in 32 bits, and what does not fit is cut off.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Mutex, MutexGuard, PoisonError};

pub struct Counter {
    value: Mutex<u32>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: Mutex::new(value as u32),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut value = self.lock();
        let old = *value;
        *value = old.wrapping_add(n as u32);
        u64::from(old)
    }

    pub fn get(&self) -> u64 {
        u64::from(*self.lock())
    }

    pub fn take(&self) -> u64 {
        u64::from(std::mem::take(&mut *self.lock()))
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.lock();
        *value = change(u64::from(*value)) as u32;
        u64::from(*value)
    }

    fn lock(&self) -> MutexGuard<'_, u32> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
