//@ base: right/plain
//@ expect: atomicity-violation
//! Who finds another one looking takes what was seen last. Nobody has seen anything yet.
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Counter {
    value: Mutex<u64>,
    looking: Mutex<()>,
    seen: AtomicU64,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: Mutex::new(value),
            looking: Mutex::new(()),
            seen: AtomicU64::new(0),
        }
    }

    pub fn get(&self) -> u64 {
        let Ok(_looking) = self.looking.try_lock() else {
            return self.seen.load(Ordering::SeqCst);
        };
        let value = *self.lock();
        self.seen.store(value, Ordering::SeqCst);
        value
    }
}
