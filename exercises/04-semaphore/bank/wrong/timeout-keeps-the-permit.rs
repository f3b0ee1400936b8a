//@ expect: atomicity-violation
//! Permits are handed to whoever waits longest. One that gives up looks first and leaves the line later: what it is given in between is lost.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    state: Mutex<State>,
    handed: Condvar,
}

struct State {
    free: usize,
    next: usize,
    /// Who waits, longest first.
    line: VecDeque<usize>,
    /// Who was given a permit and has not noticed yet.
    served: Vec<usize>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            state: Mutex::new(State {
                free: permits,
                next: 0,
                line: VecDeque::new(),
                served: Vec::new(),
            }),
            handed: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let mut state = self.state.lock().unwrap();
        if state.free > 0 {
            state.free -= 1;
            return;
        }
        let me = state.stand_in_line();
        while !state.leave_if_served(me) {
            state = self.handed.wait(state).unwrap();
        }
    }

    pub fn try_acquire(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        let free = state.free > 0;
        state.free -= usize::from(free);
        free
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.free > 0 {
            state.free -= 1;
            return true;
        }
        let me = state.stand_in_line();
        let (mut state, _) = self
            .handed
            .wait_timeout_while(state, timeout, |state| !state.served.contains(&me))
            .unwrap();
        if !state.served.contains(&me) {
            drop(state);
            self.state.lock().unwrap().line.retain(|&other| other != me);
            return false;
        }
        state.leave_if_served(me)
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut state = self.state.lock().unwrap();
        if state.free == self.permits {
            return Err(TooManyReleases);
        }
        match state.line.pop_front() {
            Some(longest) => state.served.push(longest),
            None => state.free += 1,
        }
        self.handed.notify_all();
        Ok(())
    }

    pub fn permit(&self) -> Permit<'_> {
        self.acquire();
        Permit { semaphore: self }
    }
}

impl State {
    fn stand_in_line(&mut self) -> usize {
        self.next += 1;
        self.line.push_back(self.next);
        self.next
    }

    fn leave_if_served(&mut self, me: usize) -> bool {
        let before = self.served.len();
        self.served.retain(|&served| served != me);
        self.served.len() < before
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
