//! All counters live in one static map, each under a number of its own.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

static VALUES: Mutex<BTreeMap<u64, u64>> = Mutex::new(BTreeMap::new());

pub struct Counter {
    id: u64,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        let mut values = lock();
        let id = values.last_key_value().map_or(0, |(last, _)| last + 1);
        values.insert(id, value);
        Counter { id }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        lock()[&self.id]
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let mut values = lock();
        let value = values.get_mut(&self.id).expect("it was put there by new");
        let old = *value;
        *value = change(old);
        (old, *value)
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        lock().remove(&self.id);
    }
}

fn lock() -> MutexGuard<'static, BTreeMap<u64, u64>> {
    VALUES.lock().unwrap_or_else(PoisonError::into_inner)
}
