//@ base: right/plain
//@ expect: wrong-answer
//! `acquire_timeout` looks at the clock before it looks at the permits: with a timeout of zero it never takes one.
use std::time::Instant;

impl Semaphore {
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        let mut free = self.free.lock().unwrap();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            if *free > 0 {
                *free -= 1;
                return true;
            }
            free = self.released.wait_timeout(free, left).unwrap().0;
        }
    }
}
