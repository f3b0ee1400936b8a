//! The spin lock is let go of with `Relaxed`: who gets it next may not see what was written under it.

use super::std::sync::Arc;
use super::std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use super::std::thread;

pub struct Counter {
    locked: AtomicBool,
    value: AtomicU64,
}

struct Guard<'a>(&'a Counter);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.locked.store(false, Ordering::Relaxed);
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            locked: AtomicBool::new(false),
            value: AtomicU64::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old + n).0
    }

    pub fn get(&self) -> u64 {
        self.change(|old| old).0
    }

    /// The value before and after.
    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.lock();
        let old = self.value.load(Ordering::Relaxed);
        let new = change(old);
        self.value.store(new, Ordering::Relaxed);
        (old, new)
    }

    fn lock(&self) -> Guard<'_> {
        while self
            .locked
            .compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed)
            .is_err()
        {
            thread::yield_now();
        }
        Guard(self)
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
