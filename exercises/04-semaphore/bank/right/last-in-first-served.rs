//! Who came last is served first: those who wait are a stack, and a release wakes the one on top by name.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

struct State {
    free: usize,
    /// Numbers of those who wait, with a condition variable each. Who is not in it any more has a permit.
    stack: Vec<(u64, Arc<Condvar>)>,
    next: u64,
}

pub struct Semaphore {
    permits: usize,
    state: Mutex<State>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            state: Mutex::new(State {
                free: permits,
                stack: Vec::new(),
                next: 0,
            }),
        }
    }

    pub fn acquire(&self) {
        while !self.acquire_timeout(Duration::from_secs(86_400)) {}
    }

    pub fn try_acquire(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        let left = state.free.checked_sub(1);
        state.free = left.unwrap_or(0);
        left.is_some()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.free > 0 {
            state.free -= 1;
            return true;
        }
        let (me, bell) = (state.next, Arc::new(Condvar::new()));
        state.next += 1;
        state.stack.push((me, Arc::clone(&bell)));
        let waits = |state: &mut State| state.stack.iter().any(|(number, _)| *number == me);
        let (mut state, _) = bell.wait_timeout_while(state, timeout, waits).unwrap();
        let served = !waits(&mut state);
        state.stack.retain(|(number, _)| *number != me);
        served
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut state = self.state.lock().unwrap();
        if state.free == self.permits {
            return Err(TooManyReleases);
        }
        match state.stack.pop() {
            Some((_, bell)) => bell.notify_one(),
            None => state.free += 1,
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
