//@ expect: deadlock
//! Two parts with a lock each, and everyone takes both; but `take` begins at the other end.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Mutex, MutexGuard, PoisonError};

pub struct Counter {
    left: Mutex<u64>,
    right: Mutex<u64>,
}

fn lock(part: &Mutex<u64>) -> MutexGuard<'_, u64> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            left: Mutex::new(value),
            right: Mutex::new(0),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let left = lock(&self.left);
        let mut right = lock(&self.right);
        let old = left.wrapping_add(*right);
        *right = right.wrapping_add(n);
        old
    }

    pub fn get(&self) -> u64 {
        let left = lock(&self.left);
        let right = lock(&self.right);
        left.wrapping_add(*right)
    }

    pub fn take(&self) -> u64 {
        let mut right = lock(&self.right);
        let mut left = lock(&self.left);
        let old = left.wrapping_add(*right);
        (*left, *right) = (0, 0);
        old
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut left = lock(&self.left);
        let mut right = lock(&self.right);
        let new = change(left.wrapping_add(*right));
        (*left, *right) = (new, 0);
        new
    }
}
