//@ expect: memory-ordering
//! Peterson's lock writes a flag and then reads the other's. `Release` and `Acquire` do not keep that
//! order: both threads may read the old flag, and both go in.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::array;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;

/// So many threads may be in a call at once; more of them wait for a place.
const PLACES: usize = 4;

pub struct Counter {
    places: [AtomicBool; PLACES],
    level: [AtomicUsize; PLACES],
    last: [AtomicUsize; PLACES],
    value: AtomicU64,
}

struct Inside<'a> {
    counter: &'a Counter,
    me: usize,
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.counter.level[self.me].store(0, Ordering::Release);
        self.counter.places[self.me].store(false, Ordering::Release);
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            places: array::from_fn(|_| AtomicBool::new(false)),
            level: array::from_fn(|_| AtomicUsize::new(0)),
            last: array::from_fn(|_| AtomicUsize::new(0)),
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
        let _inside = self.enter();
        let old = self.value.load(Ordering::Relaxed);
        let new = change(old);
        self.value.store(new, Ordering::Relaxed);
        (old, new)
    }

    fn enter(&self) -> Inside<'_> {
        let me = self.place();
        for level in 1..PLACES {
            self.level[me].store(level, Ordering::Release);
            self.last[level].store(me, Ordering::Release);
            let somebody_ahead =
                || (0..PLACES).any(|k| k != me && self.level[k].load(Ordering::Acquire) >= level);
            while self.last[level].load(Ordering::Acquire) == me && somebody_ahead() {
                thread::yield_now();
            }
        }
        Inside { counter: self, me }
    }

    /// A number that no other thread has at the moment.
    fn place(&self) -> usize {
        loop {
            if let Some(free) =
                (0..PLACES).find(|&place| !self.places[place].swap(true, Ordering::Acquire))
            {
                return free;
            }
            thread::yield_now();
        }
    }
}
