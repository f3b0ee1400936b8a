//! Exercise 02: lock-protected counter. Fill in `Counter` and every `todo!()`; the chapter says why.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;

/// A number that threads share by `&Counter`.
///
/// Each call happens at one moment: no other call ever sees it half done, and none is lost. How you
/// bring that about is up to you. No `unsafe` is needed, and none is allowed.
pub struct Counter {
    fields: Mutex<()>, // TODO: put the fields that you need in its place
}

impl Counter {
    /// A counter that holds `value`. Counters know nothing of each other.
    pub fn new(value: u64) -> Self {
        todo!()
    }

    /// Adds `n`, and returns what the counter held just before.
    ///
    /// What happens when the sum is too large for a `u64` is up to you.
    pub fn add(&self, n: u64) -> u64 {
        todo!()
    }

    /// What the counter holds. Other threads may change that before you look at the answer.
    pub fn get(&self) -> u64 {
        todo!()
    }

    /// Sets the counter to 0, and returns what it held just before.
    pub fn take(&self) -> u64 {
        todo!()
    }

    /// Replaces the value `old` by `change(old)`, and returns the new value. No other call comes
    /// between reading the old value and writing the new one.
    ///
    /// `change` only computes, and may take its time. It may be called several times, and must not use this
    /// counter itself.
    /// If it panics, the counter holds what it held before, and goes on working. Whether `update` panics
    /// then is left to you.
    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        todo!()
    }
}
