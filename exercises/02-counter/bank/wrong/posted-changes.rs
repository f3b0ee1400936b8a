//@ expect: wrong-answer
//! Changes are posted to a thread that makes them some time later; `get` reads what there is so far.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

pub struct Counter {
    published: Arc<AtomicU64>,
    posted: Mutex<u64>,
    changes: Sender<u64>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        let published = Arc::new(AtomicU64::new(value));
        let (changes, inbox) = mpsc::channel();
        thread::spawn({
            let published = Arc::clone(&published);
            move || {
                for new in inbox {
                    published.store(new, Ordering::SeqCst);
                }
            }
        });
        Counter {
            published,
            posted: Mutex::new(value),
            changes,
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        self.published.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let mut posted = self.posted.lock().unwrap_or_else(PoisonError::into_inner);
        let old = *posted;
        *posted = change(old);
        self.changes.send(*posted).unwrap();
        (old, *posted)
    }
}
