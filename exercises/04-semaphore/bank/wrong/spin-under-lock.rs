//@ base: right/plain
//@ expect: livelock
//! `acquire` polls with the lock held, so nobody can release.
use std::thread;

impl Semaphore {
    pub fn acquire(&self) {
        let mut free = self.free.lock().unwrap();
        while *free == 0 {
            thread::yield_now();
        }
        *free -= 1;
    }
}
