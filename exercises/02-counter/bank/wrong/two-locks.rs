//@ expect: lost-update
//! Adding and taking have one lock, updating has another: they do not keep each other out.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

pub struct Counter {
    value: AtomicU64,
    adding: Mutex<()>,
    updating: Mutex<()>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: AtomicU64::new(value),
            adding: Mutex::new(()),
            updating: Mutex::new(()),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let _guard = self.adding.lock().unwrap();
        let old = self.value.load(Ordering::SeqCst);
        self.value.store(old + n, Ordering::SeqCst);
        old
    }

    pub fn get(&self) -> u64 {
        let _guard = self.adding.lock().unwrap();
        self.value.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> u64 {
        let _guard = self.adding.lock().unwrap();
        let old = self.value.load(Ordering::SeqCst);
        self.value.store(0, Ordering::SeqCst);
        old
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let _guard = self.updating.lock().unwrap_or_else(PoisonError::into_inner);
        let new = change(self.value.load(Ordering::SeqCst));
        self.value.store(new, Ordering::SeqCst);
        new
    }
}
