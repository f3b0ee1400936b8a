//! A queue lock: each call leaves a gate for the one behind it, and waits at the gate of the one before.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};

type Gate = Arc<OnceLock<()>>;

pub struct Counter {
    /// The gate of whoever came last.
    last: Mutex<Gate>,
    value: AtomicU64,
}

/// Opens its gate, whatever happens meanwhile.
struct Inside(Gate);

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = self.0.set(());
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            last: Mutex::new(Arc::new(OnceLock::from(()))),
            value: AtomicU64::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        self.change(|old| old).0
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let inside = Inside(Gate::default());
        let before = std::mem::replace(&mut *self.last.lock().unwrap(), Arc::clone(&inside.0));
        before.wait();
        let old = self.value.load(Relaxed);
        let new = change(old);
        self.value.store(new, Relaxed);
        (old, new)
    }
}
