//! `release` notifies only when somebody sleeps: each waiting call counts itself in, and out again.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    state: Mutex<State>,
    released: Condvar,
}

#[derive(Clone, Copy)]
struct State {
    free: usize,
    sleeping: usize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let (free, sleeping) = (permits, 0);
        Semaphore {
            permits,
            state: Mutex::new(State { free, sleeping }),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let mut state = self.state.lock().unwrap();
        state.sleeping += 1;
        while state.free == 0 {
            state = self.released.wait(state).unwrap();
        }
        state.sleeping -= 1;
        state.free -= 1;
    }

    pub fn try_acquire(&self) -> bool {
        self.acquire_timeout(Duration::ZERO)
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.free == 0 && !timeout.is_zero() {
            state.sleeping += 1;
            let waited = self
                .released
                .wait_timeout_while(state, timeout, |state| state.free == 0);
            state = waited.unwrap().0;
            state.sleeping -= 1;
        }
        if state.free == 0 {
            return false;
        }
        state.free -= 1;
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut state = self.state.lock().unwrap();
        if state.free == self.permits {
            return Err(TooManyReleases);
        }
        state.free += 1;
        let State { free, sleeping } = *state;
        drop(state);
        if sleeping >= free {
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
