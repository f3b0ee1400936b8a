//@ expect: atomicity-violation
//! Two atomics, so that threads disturb each other less; but nobody can read both at one moment.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

pub struct Counter {
    shards: [AtomicU64; 2],
    next: AtomicUsize,
    emptying: Mutex<()>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            shards: [AtomicU64::new(value), AtomicU64::new(0)],
            next: AtomicUsize::new(0),
            emptying: Mutex::new(()),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let shard = self.next.fetch_add(1, Ordering::SeqCst) % 2;
        let old = self.get();
        self.shards[shard].fetch_add(n, Ordering::SeqCst);
        old
    }

    pub fn get(&self) -> u64 {
        self.shards.iter().fold(0, |sum: u64, shard| {
            sum.wrapping_add(shard.load(Ordering::SeqCst))
        })
    }

    pub fn take(&self) -> u64 {
        let _guard = self.emptying.lock().unwrap_or_else(PoisonError::into_inner);
        self.shards.iter().fold(0, |sum: u64, shard| {
            sum.wrapping_add(shard.swap(0, Ordering::SeqCst))
        })
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let _guard = self.emptying.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let (first, second) = (
                self.shards[0].load(Ordering::SeqCst),
                self.shards[1].load(Ordering::SeqCst),
            );
            let new = change(first.wrapping_add(second));
            let exchanged = self.shards[0].compare_exchange(
                first,
                new.wrapping_sub(second),
                Ordering::SeqCst,
                Ordering::SeqCst,
            );
            if exchanged.is_ok() {
                return new;
            }
        }
    }
}
