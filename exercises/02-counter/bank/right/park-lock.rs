//! A lock that parks who has to wait, and hands itself on to whoever waits longest.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, Thread};

struct Waiter {
    thread: Thread,
    has_the_lock: AtomicBool,
}

#[derive(Default)]
struct Line {
    taken: bool,
    waiters: VecDeque<Arc<Waiter>>,
}

pub struct Counter {
    line: Mutex<Line>,
    value: AtomicU64,
}

struct Guard<'a>(&'a Counter);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        let mut line = self.0.line.lock().unwrap();
        match line.waiters.pop_front() {
            Some(next) => {
                next.has_the_lock.store(true, Ordering::Release);
                next.thread.unpark();
            }
            None => line.taken = false,
        }
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            line: Mutex::default(),
            value: AtomicU64::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
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
        let mut line = self.line.lock().unwrap();
        if !line.taken {
            line.taken = true;
            return Guard(self);
        }
        let me = Arc::new(Waiter {
            thread: thread::current(),
            has_the_lock: AtomicBool::new(false),
        });
        line.waiters.push_back(Arc::clone(&me));
        drop(line);
        while !me.has_the_lock.load(Ordering::Acquire) {
            thread::park();
        }
        Guard(self)
    }
}
