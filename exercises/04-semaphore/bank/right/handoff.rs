//! A permit goes straight to the call that has waited longest; meanwhile it is not free, so nobody can overtake.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    state: Mutex<State>,
}

struct State {
    /// Free; while anybody waits it is 0.
    free: usize,
    line: VecDeque<Arc<Place>>,
}

/// Where one call waits. `served` changes only under the lock of the state.
#[derive(Default)]
struct Place {
    served: Mutex<bool>,
    woken: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let line = VecDeque::new();
        let state = Mutex::new(State {
            free: permits,
            line,
        });
        Semaphore { permits, state }
    }

    /// Takes a free permit, or gives a place in the line.
    fn enter(&self) -> Option<Arc<Place>> {
        let mut state = self.state.lock().unwrap();
        if state.free > 0 {
            state.free -= 1;
            return None;
        }
        let place = Arc::new(Place::default());
        state.line.push_back(Arc::clone(&place));
        Some(place)
    }

    pub fn acquire(&self) {
        if let Some(place) = self.enter() {
            let served = place.served.lock().unwrap();
            drop(place.woken.wait_while(served, |served| !*served).unwrap());
        }
    }

    pub fn try_acquire(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        let free = state.free > 0;
        state.free -= usize::from(free);
        free
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let Some(place) = self.enter() else {
            return true;
        };
        let served = place.served.lock().unwrap();
        let woken = &place.woken;
        drop(
            woken
                .wait_timeout_while(served, timeout, |served| !*served)
                .unwrap(),
        );
        // Leave the line first and look afterwards: the permit may come between timeout and lock.
        let mut state = self.state.lock().unwrap();
        state.line.retain(|other| !Arc::ptr_eq(other, &place));
        let served = *place.served.lock().unwrap();
        served
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut state = self.state.lock().unwrap();
        if state.free == self.permits {
            return Err(TooManyReleases);
        }
        // With no permits at all, somebody may wait and yet none is out: the line above refused it.
        match state.line.pop_front() {
            Some(place) => {
                *place.served.lock().unwrap() = true;
                place.woken.notify_one();
            }
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
