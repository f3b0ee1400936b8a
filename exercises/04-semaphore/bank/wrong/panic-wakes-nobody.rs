//@ base: right/plain
//@ expect: lost-wake-up
//! A `Permit` that a panic drops is counted as free, but nobody is woken.
use std::thread;

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            *self.semaphore.free.lock().unwrap() += 1;
        } else {
            let _ = self.semaphore.release();
        }
    }
}
