//@ expect: memory-ordering
//! Two copies, and the turn that says which one counts is stored with `Relaxed`.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
/// Two copies; readers use the one that is current, writers write the other one and switch. A number tells a
/// reader that it was overtaken.
pub struct Counter {
    writer: Mutex<()>,
    copies: [AtomicU64; 2],
    turn: AtomicUsize,
}
impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            writer: Mutex::new(()),
            copies: [AtomicU64::new(value), AtomicU64::new(0)],
            turn: AtomicUsize::new(0),
        }
    }
    pub fn get(&self) -> u64 {
        loop {
            let t = self.turn.load(Ordering::Acquire);
            let v = self.copies[t % 2].load(Ordering::Acquire);
            if self.turn.load(Ordering::Acquire) == t {
                return v;
            }
        }
    }
    fn write(&self, mut f: impl FnMut(u64) -> u64) -> (u64, u64) {
        let _w = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let t = self.turn.load(Ordering::Relaxed);
        let old = self.copies[t % 2].load(Ordering::Relaxed);
        let new = f(old);
        self.copies[(t + 1) % 2].store(new, Ordering::Release);
        self.turn.store(t + 1, Ordering::Relaxed);
        (old, new)
    }
    pub fn add(&self, n: u64) -> u64 {
        self.write(|v| v.wrapping_add(n)).0
    }
    pub fn take(&self) -> u64 {
        self.write(|_| 0).0
    }
    pub fn update(&self, f: impl FnMut(u64) -> u64) -> u64 {
        self.write(f).1
    }
}
