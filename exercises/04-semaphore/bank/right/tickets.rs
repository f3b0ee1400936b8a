//! First come, first served: each call draws a ticket, and every change wakes all to look at theirs.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    free: usize,
    next: u64,
    /// Tickets of those who wait, smallest first.
    waiting: BTreeSet<u64>,
}

impl State {
    /// Whether it is the turn of `ticket`, and a permit is there for it.
    fn take_turn(&mut self, ticket: u64) -> bool {
        let turn = self.free > 0 && self.waiting.first() == Some(&ticket);
        if turn {
            self.free -= 1;
            self.waiting.remove(&ticket);
        }
        turn
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            state: Mutex::new(State {
                free: permits,
                next: 0,
                waiting: BTreeSet::new(),
            }),
            changed: Condvar::new(),
        }
    }

    fn draw(&self) -> (MutexGuard<'_, State>, u64) {
        let mut state = self.state.lock().unwrap();
        let ticket = state.next;
        state.next += 1;
        state.waiting.insert(ticket);
        (state, ticket)
    }

    pub fn acquire(&self) {
        let (mut state, ticket) = self.draw();
        while !state.take_turn(ticket) {
            state = self.changed.wait(state).unwrap();
        }
        // Two permits may have come at once, and the next in the line woke too early for its own.
        self.changed.notify_all();
    }

    pub fn try_acquire(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        // Whoever waits is woken and goes first; a permit beyond theirs is free.
        let free = state.free > state.waiting.len();
        state.free -= usize::from(free);
        free
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        let (mut state, ticket) = self.draw();
        let took = loop {
            if state.take_turn(ticket) {
                break true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                state.waiting.remove(&ticket);
                break false;
            }
            state = self.changed.wait_timeout(state, left).unwrap().0;
        };
        self.changed.notify_all();
        took
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut state = self.state.lock().unwrap();
        if state.free == self.permits {
            return Err(TooManyReleases);
        }
        state.free += 1;
        self.changed.notify_all();
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
