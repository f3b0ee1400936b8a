//@ base: right/plain
//@ expect: livelock
//! `acquire` sleeps a little and looks again, and keeps the lock for all of it.
use std::thread;

impl Semaphore {
    pub fn acquire(&self) {
        let mut free = self.free.lock().unwrap();
        while *free == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        *free -= 1;
    }
}
