//! Each value has a place of its own, and `Relaxed` tells which one counts: the place may seem empty.

use std::sync::PoisonError;

use super::std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use super::std::sync::{Arc, Mutex};
use super::std::thread;

const PLACES: usize = 64;

pub struct Counter {
    writing: Mutex<()>,
    values: Vec<AtomicU64>,
    current: AtomicUsize,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        let counter = Counter {
            writing: Mutex::new(()),
            values: (0..PLACES).map(|_| AtomicU64::new(0)).collect(),
            current: AtomicUsize::new(0),
        };
        counter.values[0].store(value, Ordering::Relaxed);
        counter
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        let current = self.current.load(Ordering::Relaxed);
        self.values[current].load(Ordering::Relaxed)
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _guard = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.get();
        let new = change(old);
        let next = (self.current.load(Ordering::Relaxed) + 1) % PLACES;
        self.values[next].store(new, Ordering::Relaxed);
        self.current.store(next, Ordering::Relaxed);
        (old, new)
    }
}

// The scenario.

/// Another thread sees the value before an addition or after it, and never goes back.
pub fn add_beside_get() {
    const BEFORE: u64 = u32::MAX as u64;
    let counter = Arc::new(Counter::new(BEFORE));
    let reader = {
        let counter = Arc::clone(&counter);
        thread::spawn(move || [counter.get(), counter.get()])
    };
    assert_eq!(counter.add(1), BEFORE);
    let [first, second] = reader.join().unwrap();
    assert!(first == BEFORE || first == BEFORE + 1, "{first}");
    assert!(
        second == BEFORE + 1 || second == first,
        "{second} after {first}"
    );
}
