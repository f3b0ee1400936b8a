//! Anderson's array lock: each call waits in a slot of its own, in a ring of slots.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::array;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
const SLOTS: usize = 32;
/// Anderson's array lock: each waiter spins on a flag of its own.
pub struct Counter {
    flags: [AtomicBool; SLOTS],
    tail: AtomicUsize,
    value: AtomicU64,
}
struct Pass<'a>(&'a Counter, usize);
impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.flags[(self.1 + 1) % SLOTS].store(true, Ordering::Release);
    }
}
impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            flags: array::from_fn(|i| AtomicBool::new(i == 0)),
            tail: AtomicUsize::new(0),
            value: AtomicU64::new(value),
        }
    }
    fn locked<R>(&self, f: impl FnOnce(&AtomicU64) -> R) -> R {
        let at = self.tail.fetch_add(1, Ordering::Relaxed) % SLOTS;
        while !self.flags[at].load(Ordering::Acquire) {
            thread::yield_now();
        }
        self.flags[at].store(false, Ordering::Relaxed);
        let _pass = Pass(self, at);
        f(&self.value)
    }
    pub fn add(&self, n: u64) -> u64 {
        self.locked(|v| {
            let o = v.load(Ordering::Relaxed);
            v.store(o.wrapping_add(n), Ordering::Relaxed);
            o
        })
    }
    pub fn get(&self) -> u64 {
        self.locked(|v| v.load(Ordering::Relaxed))
    }
    pub fn take(&self) -> u64 {
        self.locked(|v| v.swap(0, Ordering::Relaxed))
    }
    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        self.locked(|v| {
            let n = change(v.load(Ordering::Relaxed));
            v.store(n, Ordering::Relaxed);
            n
        })
    }
}
