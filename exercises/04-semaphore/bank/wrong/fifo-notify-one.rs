//@ expect: lost-wake-up
//! Tickets keep the order, but `notify_one` wakes anyone: who is woken out of turn sleeps on, and nobody else knows.
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

struct State {
    free: usize,
    next_ticket: usize,
    served: usize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            state: Mutex::new(State {
                free: permits,
                next_ticket: 0,
                served: 0,
            }),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let mut state = self.state.lock().unwrap();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        while state.free == 0 || state.served != ticket {
            state = self.released.wait(state).unwrap();
        }
        state.served += 1;
        state.free -= 1;
        if state.free > 0 {
            self.released.notify_one();
        }
    }

    pub fn try_acquire(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.free == 0 || state.served != state.next_ticket {
            return false;
        }
        state.free -= 1;
        true
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let state = self.state.lock().unwrap();
        // Whoever may give up does not stand in the line.
        let (mut state, _) = self
            .released
            .wait_timeout_while(state, timeout, |state| {
                state.free == 0 || state.served != state.next_ticket
            })
            .unwrap();
        if state.free == 0 || state.served != state.next_ticket {
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
        self.released.notify_one();
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
