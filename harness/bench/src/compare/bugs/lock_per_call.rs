//! Every call makes a lock of its own, and a lock that nobody else has keeps nobody out.

use super::std::sync::atomic::{AtomicU64, Ordering};
use super::std::sync::{Arc, Mutex};
use super::std::thread;

pub struct Counter {
    value: AtomicU64,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: AtomicU64::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let lock = Mutex::new(());
        let _guard = lock.lock().unwrap();
        let old = self.value.load(Ordering::SeqCst);
        self.value.store(old + n, Ordering::SeqCst);
        old
    }

    pub fn get(&self) -> u64 {
        self.value.load(Ordering::SeqCst)
    }
}

// The scenario.

/// Two threads add at once, and neither addition is lost.
pub fn two_adds() {
    let counter = Arc::new(Counter::new(0));
    let adder = {
        let counter = Arc::clone(&counter);
        thread::spawn(move || counter.add(1))
    };
    counter.add(2);
    adder.join().unwrap();
    assert_eq!(counter.get(), 3);
}
