//@ expect: lost-wake-up
//! A lock that its owner may take again. After a panic it still has its owner, who does not notice; but
//! everyone else does.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};

pub struct Counter {
    owner: Mutex<Option<ThreadId>>,
    free: Condvar,
    value: AtomicU64,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            owner: Mutex::new(None),
            free: Condvar::new(),
            value: AtomicU64::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old + n).0
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
        self.lock();
        let old = self.value.load(Ordering::SeqCst);
        let new = change(old);
        self.value.store(new, Ordering::SeqCst);
        self.unlock();
        (old, new)
    }

    fn lock(&self) {
        let me = thread::current().id();
        let mut owner = self.owner.lock().unwrap();
        while owner.is_some_and(|owner| owner != me) {
            owner = self.free.wait(owner).unwrap();
        }
        *owner = Some(me);
    }

    fn unlock(&self) {
        *self.owner.lock().unwrap() = None;
        self.free.notify_one();
    }
}
