//! No condition variable: a list of threads, the one that waits longest is unparked, and looks for itself.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    state: Mutex<State>,
}

struct State {
    free: usize,
    waiting: VecDeque<Thread>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            state: Mutex::new(State {
                free: permits,
                waiting: VecDeque::new(),
            }),
        }
    }

    pub fn acquire(&self) {
        while !self.take_or_stand_in_line() {
            thread::park();
        }
    }

    pub fn try_acquire(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        let free = state.free > 0;
        state.free -= usize::from(free);
        free
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        while !self.take_or_stand_in_line() {
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return self.leave_line();
            }
            thread::park_timeout(left);
        }
        true
    }

    fn take_or_stand_in_line(&self) -> bool {
        let me = thread::current();
        let mut state = self.state.lock().unwrap();
        state.waiting.retain(|other| other.id() != me.id());
        if state.free > 0 {
            state.free -= 1;
            return true;
        }
        state.waiting.push_back(me);
        false
    }

    /// Gives up. If a permit is there at the last moment, it is taken, so that no wake-up is lost.
    fn leave_line(&self) -> bool {
        let me = thread::current().id();
        let mut state = self.state.lock().unwrap();
        state.waiting.retain(|other| other.id() != me);
        let free = state.free > 0;
        state.free -= usize::from(free);
        free
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut state = self.state.lock().unwrap();
        if state.free == self.permits {
            return Err(TooManyReleases);
        }
        state.free += 1;
        if let Some(longest) = state.waiting.pop_front() {
            longest.unpark();
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
