//@ base: right/plain
//@ expect: wrong-answer
//! A `Permit` is given back only when all went well.
use std::thread;

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !thread::panicking() {
            let _ = self.semaphore.release();
        }
    }
}
