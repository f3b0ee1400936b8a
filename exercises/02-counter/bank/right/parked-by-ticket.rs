//! Tickets, and nobody spins: who has to wait parks, and whoever is done unparks the holder of the next
//! ticket.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, Thread};

#[derive(Default)]
struct Desk {
    next: u64,
    called: u64,
    waiting: BTreeMap<u64, Thread>,
}

pub struct Counter {
    desk: Mutex<Desk>,
    value: AtomicU64,
}

struct Served<'a>(&'a Counter);

impl Drop for Served<'_> {
    fn drop(&mut self) {
        let mut desk = self.0.desk.lock().unwrap();
        desk.called += 1;
        let called = desk.called;
        if let Some(next) = desk.waiting.remove(&called) {
            next.unpark();
        }
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            desk: Mutex::default(),
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
        let _served = self.wait_for_my_turn();
        let old = self.value.load(Ordering::Relaxed);
        let new = change(old);
        self.value.store(new, Ordering::Relaxed);
        (old, new)
    }

    fn wait_for_my_turn(&self) -> Served<'_> {
        let mut desk = self.desk.lock().unwrap();
        let ticket = desk.next;
        desk.next += 1;
        while desk.called != ticket {
            desk.waiting.insert(ticket, thread::current());
            drop(desk);
            thread::park();
            desk = self.desk.lock().unwrap();
        }
        Served(self)
    }
}
