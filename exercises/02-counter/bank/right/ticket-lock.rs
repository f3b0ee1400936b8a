//! Everyone draws a ticket and waits until its number is called.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

pub struct Counter {
    next: AtomicU64,
    called: AtomicU64,
    value: AtomicU64,
}

struct Turn<'a> {
    counter: &'a Counter,
    ticket: u64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Pairs with the load of who holds the next ticket.
        self.counter
            .called
            .store(self.ticket + 1, Ordering::Release);
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            next: AtomicU64::new(0),
            called: AtomicU64::new(0),
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
        let _turn = self.turn();
        let old = self.value.load(Ordering::Relaxed);
        let new = change(old);
        self.value.store(new, Ordering::Relaxed);
        (old, new)
    }

    fn turn(&self) -> Turn<'_> {
        let ticket = self.next.fetch_add(1, Ordering::Relaxed);
        while self.called.load(Ordering::Acquire) != ticket {
            thread::yield_now();
        }
        Turn {
            counter: self,
            ticket,
        }
    }
}
