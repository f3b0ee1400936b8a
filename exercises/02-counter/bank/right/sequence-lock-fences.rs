//! A sequence lock whose halves are `Relaxed`: two fences keep them between the two looks at the number.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};
use std::sync::{Mutex, PoisonError};
use std::thread;

pub struct Counter {
    writing: Mutex<()>,
    /// Odd while somebody writes.
    sequence: AtomicU64,
    high: AtomicU32,
    low: AtomicU32,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            writing: Mutex::new(()),
            sequence: AtomicU64::new(0),
            high: AtomicU32::new((value >> 32) as u32),
            low: AtomicU32::new(value as u32),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        loop {
            let before = self.sequence.load(Ordering::Acquire);
            let value = self.halves();
            fence(Ordering::Acquire);
            if before % 2 == 0 && before == self.sequence.load(Ordering::Relaxed) {
                return value;
            }
            thread::yield_now();
        }
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn halves(&self) -> u64 {
        let high = u64::from(self.high.load(Ordering::Relaxed));
        high << 32 | u64::from(self.low.load(Ordering::Relaxed))
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.halves();
        let new = change(old);
        let before = self.sequence.load(Ordering::Relaxed);
        self.sequence.store(before + 1, Ordering::Relaxed);
        fence(Ordering::Release);
        self.high.store((new >> 32) as u32, Ordering::Relaxed);
        self.low.store(new as u32, Ordering::Relaxed);
        self.sequence.store(before + 2, Ordering::Release);
        (old, new)
    }
}
