//@ base: right/plain
//@ expect: wrong-answer
//! `acquire_timeout` tries once, then sleeps for its time and does not look again.
use std::thread;

impl Semaphore {
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if self.try_acquire() {
            return true;
        }
        thread::sleep(timeout);
        false
    }
}
