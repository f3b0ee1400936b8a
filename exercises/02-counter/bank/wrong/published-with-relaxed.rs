//@ expect: memory-ordering
//! Each value has a place of its own, and `Relaxed` tells which one counts: the place may seem empty.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

const PLACES: usize = 64;

pub struct Counter {
    writing: Mutex<()>,
    values: Vec<AtomicU64>,
    current: AtomicUsize,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        let counter = Counter {
            writing: Mutex::new(()),
            values: (0..PLACES).map(|_| AtomicU64::new(0)).collect(),
            current: AtomicUsize::new(0),
        };
        counter.values[0].store(value, Ordering::Relaxed);
        counter
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        let current = self.current.load(Ordering::Relaxed);
        self.values[current].load(Ordering::Relaxed)
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.get();
        let new = change(old);
        let next = (self.current.load(Ordering::Relaxed) + 1) % PLACES;
        self.values[next].store(new, Ordering::Relaxed);
        self.current.store(next, Ordering::Relaxed);
        (old, new)
    }
}
