//@ expect: wrong-answer
//! Each thread has a value of its own: nothing is ever disturbed, and nothing is ever shared.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

static NEXT_ID: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static VALUES: RefCell<HashMap<u64, u64>> = RefCell::default();
}

pub struct Counter {
    id: u64,
    start: u64,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            start: value,
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.set(self.get() + n)
    }

    pub fn get(&self) -> u64 {
        VALUES.with_borrow(|values| values.get(&self.id).copied().unwrap_or(self.start))
    }

    pub fn take(&self) -> u64 {
        self.set(0)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let new = change(self.get());
        self.set(new);
        new
    }

    /// Returns what was there before.
    fn set(&self, value: u64) -> u64 {
        let old = self.get();
        VALUES.with_borrow_mut(|values| values.insert(self.id, value));
        old
    }
}
