//@ base: right/plain
//@ expect: atomicity-violation
//! `acquire` lets go of the lock while it waits, and does not look again before it takes.
use std::thread;

impl Semaphore {
    pub fn acquire(&self) {
        while *self.free.lock().unwrap() == 0 {
            thread::yield_now();
        }
        let mut free = self.free.lock().unwrap();
        *free = free.saturating_sub(1);
    }
}
