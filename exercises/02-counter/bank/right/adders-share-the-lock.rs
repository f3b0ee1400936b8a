//! Who adds only reads the lock: additions may overlap, since the number is atomic. All others write it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{PoisonError, RwLock, RwLockWriteGuard};

pub struct Counter {
    value: RwLock<AtomicU64>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: RwLock::new(AtomicU64::new(value)),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
        value.fetch_add(n, Relaxed)
    }

    pub fn get(&self) -> u64 {
        self.add(0)
    }

    pub fn take(&self) -> u64 {
        std::mem::take(self.alone().get_mut())
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.alone();
        let new = change(*value.get_mut());
        *value = AtomicU64::new(new);
        new
    }

    fn alone(&self) -> RwLockWriteGuard<'_, AtomicU64> {
        self.value.write().unwrap_or_else(PoisonError::into_inner)
    }
}
