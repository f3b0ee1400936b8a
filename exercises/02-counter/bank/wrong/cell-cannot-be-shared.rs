//@ expect: compile-error
//! A `Cell` can be changed through `&self`, but only by one thread, and the compiler knows it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::cell::Cell;

pub struct Counter {
    value: Cell<u64>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: Cell::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.value.replace(self.value.get() + n)
    }

    pub fn get(&self) -> u64 {
        self.value.get()
    }

    pub fn take(&self) -> u64 {
        self.value.take()
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        self.value.set(change(self.value.get()));
        self.value.get()
    }
}
