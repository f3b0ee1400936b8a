//! Each permit is a slot with a lock of its own; who finds all of them taken yields and looks again.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    slots: Vec<Arc<Mutex<bool>>>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            slots: (0..permits).map(|_| Arc::default()).collect(),
        }
    }

    /// Changes the first slot that is not so yet. It holds all locks, in the one order.
    fn change(&self, to: bool) -> bool {
        let mut slots: Vec<_> = self.slots.iter().map(|slot| slot.lock().unwrap()).collect();
        match slots.iter_mut().find(|slot| ***slot != to) {
            Some(slot) => {
                **slot = to;
                true
            }
            None => false,
        }
    }

    pub fn acquire(&self) {
        while !self.change(true) {
            thread::yield_now();
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.change(true)
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        while !self.change(true) {
            if start.elapsed() >= timeout {
                return false;
            }
            thread::yield_now();
        }
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        self.change(false).then_some(()).ok_or(TooManyReleases)
    }

    pub fn permit(&self) -> Permit<'_> {
        self.acquire();
        Permit { semaphore: self }
    }
}

pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let _ = self.semaphore.release();
    }
}
