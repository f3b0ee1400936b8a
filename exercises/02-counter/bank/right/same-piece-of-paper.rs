//! A piece of paper that is never written on again. A change counts if the paper it was computed from still
//! lies there.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Arc, RwLock};

pub struct Counter {
    paper: RwLock<Arc<u64>>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            paper: RwLock::new(Arc::new(value)),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        **self.paper.read().unwrap()
    }

    pub fn take(&self) -> u64 {
        *std::mem::take(&mut *self.paper.write().unwrap())
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    /// No closure runs under the lock. While `old` is held, no other paper can lie at its address.
    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        loop {
            let old = Arc::clone(&self.paper.read().unwrap());
            let new = Arc::new(change(*old));
            let mut paper = self.paper.write().unwrap();
            if Arc::ptr_eq(&paper, &old) {
                *paper = Arc::clone(&new);
                return (*old, *new);
            }
        }
    }
}
