//@ expect: lost-wake-up
//! `release` notifies only if somebody is counted as waiting, and takes that one off; who finds the permit gone sleeps on uncounted.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    state: Mutex<State>,
    released: Condvar,
}

struct State {
    free: usize,
    waiting: usize,
}

impl State {
    fn take(&mut self) -> bool {
        let free = self.free > 0;
        self.free -= usize::from(free);
        free
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            state: Mutex::new(State {
                free: permits,
                waiting: 0,
            }),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let mut state = self.state.lock().unwrap();
        if !state.take() {
            state.waiting += 1;
            loop {
                state = self.released.wait(state).unwrap();
                if state.take() {
                    break;
                }
            }
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.state.lock().unwrap().take()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        while !self.try_acquire() {
            if start.elapsed() >= timeout {
                return false;
            }
            thread::yield_now();
        }
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut state = self.state.lock().unwrap();
        if state.free == self.permits {
            return Err(TooManyReleases);
        }
        state.free += 1;
        if state.waiting > 0 {
            state.waiting -= 1;
            self.released.notify_one();
        }
        Ok(())
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
