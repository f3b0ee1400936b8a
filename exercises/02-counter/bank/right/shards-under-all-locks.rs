//! Two parts with a lock each. Everyone takes both locks, and always in the same order.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Mutex, MutexGuard, PoisonError};

pub struct Counter {
    parts: [Mutex<u64>; 2],
}

struct All<'a>([MutexGuard<'a, u64>; 2]);

impl All<'_> {
    fn sum(&self) -> u64 {
        self.0[0].wrapping_add(*self.0[1])
    }

    fn set(&mut self, value: u64) {
        *self.0[0] = value / 2;
        *self.0[1] = value - value / 2;
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            parts: [Mutex::new(value), Mutex::new(0)],
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut all = self.all();
        let old = all.sum();
        *all.0[1] = all.0[1].wrapping_add(n);
        old
    }

    pub fn get(&self) -> u64 {
        self.all().sum()
    }

    pub fn take(&self) -> u64 {
        let mut all = self.all();
        let old = all.sum();
        all.set(0);
        old
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut all = self.all();
        let new = change(all.sum());
        all.set(new);
        new
    }

    fn all(&self) -> All<'_> {
        All(self
            .parts
            .each_ref()
            .map(|part| part.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}
