//@ expect: serialised
//! The semaphore belongs to the thread that is inside: it may take more permits, the others may not.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};
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
    owner: Option<ThreadId>,
}

impl State {
    fn take(&mut self) -> bool {
        let me = Some(thread::current().id());
        if self.free == 0 || self.owner.is_some() && self.owner != me {
            return false;
        }
        self.free -= 1;
        self.owner = me;
        true
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let state = State {
            free: permits,
            owner: None,
        };
        Semaphore {
            permits,
            state: Mutex::new(state),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let mut state = self.state.lock().unwrap();
        while !state.take() {
            state = self.released.wait(state).unwrap();
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.state.lock().unwrap().take()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        let mut state = self.state.lock().unwrap();
        while !state.take() {
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return false;
            }
            state = self.released.wait_timeout(state, left).unwrap().0;
        }
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut state = self.state.lock().unwrap();
        if state.free == self.permits {
            return Err(TooManyReleases);
        }
        state.free += 1;
        if state.free == self.permits {
            state.owner = None;
        }
        self.released.notify_all();
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
