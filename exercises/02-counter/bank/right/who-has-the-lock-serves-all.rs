//! `add` posts what it wants, and whoever gets the lock serves all that was posted.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
/// `add` posts what it wants; whoever gets the lock serves all that was posted.
#[derive(Default)]
struct Slip {
    n: u64,
    answer: AtomicU64,
    done: AtomicU8,
}
pub struct Counter {
    posted: Mutex<Vec<Arc<Slip>>>,
    value: Mutex<u64>,
}
impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            posted: Mutex::default(),
            value: Mutex::new(value),
        }
    }
    fn serve(&self, value: &mut u64) {
        for slip in std::mem::take(&mut *self.posted.lock().unwrap()) {
            slip.answer.store(*value, Ordering::Relaxed);
            *value = value.wrapping_add(slip.n);
            slip.done.store(1, Ordering::Release);
        }
    }
    fn locked<R>(&self, f: impl FnOnce(&mut u64) -> R) -> R {
        let mut g = self.value.lock().unwrap_or_else(|e| e.into_inner());
        self.serve(&mut g);
        f(&mut g)
    }
    pub fn add(&self, n: u64) -> u64 {
        let slip = Arc::new(Slip {
            n,
            ..Slip::default()
        });
        self.posted.lock().unwrap().push(slip.clone());
        while slip.done.load(Ordering::Acquire) == 0 {
            match self.value.try_lock() {
                Ok(mut v) => self.serve(&mut v),
                Err(std::sync::TryLockError::Poisoned(p)) => self.serve(&mut p.into_inner()),
                Err(std::sync::TryLockError::WouldBlock) => thread::yield_now(),
            }
        }
        slip.answer.load(Ordering::Relaxed)
    }
    pub fn get(&self) -> u64 {
        self.locked(|v| *v)
    }
    pub fn take(&self) -> u64 {
        self.locked(std::mem::take)
    }
    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        self.locked(|v| {
            *v = change(*v);
            *v
        })
    }
}
