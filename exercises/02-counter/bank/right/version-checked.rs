//! `update` computes without the lock, and writes only if nobody has changed anything since it looked.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Mutex, MutexGuard};

struct State {
    value: u64,
    /// Counts the changes.
    version: u64,
}

pub struct Counter {
    state: Mutex<State>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            state: Mutex::new(State { value, version: 0 }),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut state = self.lock();
        state.version += 1;
        let old = state.value;
        state.value = old.wrapping_add(n);
        old
    }

    pub fn get(&self) -> u64 {
        self.lock().value
    }

    pub fn take(&self) -> u64 {
        let mut state = self.lock();
        state.version += 1;
        std::mem::take(&mut state.value)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        loop {
            let (value, version) = {
                let state = self.lock();
                (state.value, state.version)
            };
            let new = change(value);
            let mut state = self.lock();
            if state.version == version {
                state.version += 1;
                state.value = new;
                return new;
            }
        }
    }

    /// Never poisoned: no closure runs under this lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}
