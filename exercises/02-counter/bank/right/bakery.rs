//! Lamport's bakery: everyone takes a number one larger than all others, and the smallest is served.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::array;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;

/// So many threads may be in a call at once; more of them wait for a place.
const PLACES: usize = 3;

pub struct Counter {
    places: [AtomicBool; PLACES],
    choosing: [AtomicBool; PLACES],
    /// 0 for who does not want to be served.
    number: [AtomicU64; PLACES],
    value: AtomicU64,
}

struct Served<'a> {
    counter: &'a Counter,
    me: usize,
}

impl Drop for Served<'_> {
    fn drop(&mut self) {
        self.counter.number[self.me].store(0, SeqCst);
        self.counter.places[self.me].store(false, SeqCst);
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            places: array::from_fn(|_| AtomicBool::new(false)),
            choosing: array::from_fn(|_| AtomicBool::new(false)),
            number: array::from_fn(|_| AtomicU64::new(0)),
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
        let _served = self.queue_up();
        let old = self.value.load(SeqCst);
        let new = change(old);
        self.value.store(new, SeqCst);
        (old, new)
    }

    fn queue_up(&self) -> Served<'_> {
        let me = self.place();
        self.choosing[me].store(true, SeqCst);
        let largest = (0..PLACES).map(|k| self.number[k].load(SeqCst)).max();
        let mine = largest.unwrap_or(0) + 1;
        self.number[me].store(mine, SeqCst);
        self.choosing[me].store(false, SeqCst);
        for other in (0..PLACES).filter(|&other| other != me) {
            while self.choosing[other].load(SeqCst) {
                thread::yield_now();
            }
            let comes_first = |number| number != 0 && (number, other) < (mine, me);
            while comes_first(self.number[other].load(SeqCst)) {
                thread::yield_now();
            }
        }
        Served { counter: self, me }
    }

    /// A number that no other thread has at the moment.
    fn place(&self) -> usize {
        loop {
            if let Some(free) = (0..PLACES).find(|&place| !self.places[place].swap(true, SeqCst)) {
                return free;
            }
            thread::yield_now();
        }
    }
}
