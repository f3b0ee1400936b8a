//@ base: right/spin-and-yield
//@ expect: atomicity-violation
//! `try_acquire` takes first and puts back when there was none: for a moment the count is one too low.
use std::sync::atomic::AtomicIsize;

pub struct Semaphore {
    permits: isize,
    free: AtomicIsize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits: permits as isize,
            free: AtomicIsize::new(permits as isize),
        }
    }

    pub fn try_acquire(&self) -> bool {
        if self.free.fetch_sub(1, Acquire) > 0 {
            return true;
        }
        self.free.fetch_add(1, Relaxed);
        false
    }
}
