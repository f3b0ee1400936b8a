//! Exercise 02, solved: a number behind a lock.
//!
//! Each call takes the lock once and holds it from its first look to its last write. An atomic would
//! do as well.
#[expect(
    unused_imports,
    reason = "std's macros are there whether a file uses one or not"
)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A number that threads share.
pub struct Counter(Mutex<u64>);

impl Counter {
    /// A counter that holds `value`.
    pub fn new(value: u64) -> Self {
        Counter(Mutex::new(value))
    }

    /// Adds `n`, and returns the value before.
    pub fn add(&self, n: u64) -> u64 {
        let mut value = self.lock();
        let new = *value + n;
        mem::replace(&mut value, new)
    }

    /// The value, which may be another one as soon as you have it.
    pub fn get(&self) -> u64 {
        *self.lock()
    }

    /// Sets the value to 0, and returns the value before.
    pub fn take(&self) -> u64 {
        mem::take(&mut self.lock())
    }

    /// Changes the value, and returns the new one.
    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.lock();
        *value = change(*value);
        *value
    }

    /// Poisoned or not: a closure that panics does so before anything is written.
    fn lock(&self) -> MutexGuard<'_, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
