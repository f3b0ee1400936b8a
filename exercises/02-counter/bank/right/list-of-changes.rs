//! Nothing is ever changed in place: a list keeps every value that there was, and the last one counts.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Mutex, PoisonError};

pub struct Counter {
    values: Mutex<Vec<u64>>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            values: Mutex::new(vec![value]),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        self.change(|old| old).0
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let old = values[values.len() - 1];
        values.push(change(old));
        (old, values[values.len() - 1])
    }
}
