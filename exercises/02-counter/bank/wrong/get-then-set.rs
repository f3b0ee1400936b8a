//@ expect: lost-update
//! Reading takes the lock and writing takes the lock, but nobody holds it from the one to the other.
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

    fn set(&self, value: u64) {
        *self.value.lock().unwrap() = value;
    }

    pub fn add(&self, n: u64) -> u64 {
        let old = self.get();
        self.set(old + n);
        old
    }

    pub fn get(&self) -> u64 {
        *self.value.lock().unwrap()
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut *self.value.lock().unwrap())
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let new = change(self.get());
        self.set(new);
        new
    }
}
