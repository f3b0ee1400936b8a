//@ expect: lost-wake-up
//! Who finds the lock taken leaves its name and parks. There is room for one name, and a third thread
//! writes over it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, Thread};

#[derive(Default)]
struct State {
    taken: bool,
    waits: Option<Thread>,
}

pub struct Counter {
    state: Mutex<State>,
    value: AtomicU64,
}

struct Guard<'a>(&'a Counter);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap();
        state.taken = false;
        if let Some(thread) = state.waits.take() {
            thread.unpark();
        }
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            state: Mutex::default(),
            value: AtomicU64::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old + n).0
    }

    pub fn get(&self) -> u64 {
        self.change(|old| old).0
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.lock();
        let old = self.value.load(Ordering::Relaxed);
        let new = change(old);
        self.value.store(new, Ordering::Relaxed);
        (old, new)
    }

    fn lock(&self) -> Guard<'_> {
        loop {
            let mut state = self.state.lock().unwrap();
            if !state.taken {
                state.taken = true;
                return Guard(self);
            }
            state.waits = Some(thread::current());
            drop(state);
            thread::park();
        }
    }
}
