//@ base: right/plain
//@ expect: lost-wake-up
//! Woken just as its time is over, `acquire_timeout` gives up without a look: the wake-up is gone, and the permit lies there.
use std::time::Instant;

impl Semaphore {
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        let mut free = self.free.lock().unwrap();
        while *free == 0 {
            let left = timeout.saturating_sub(start.elapsed());
            free = self.released.wait_timeout(free, left).unwrap().0;
            if start.elapsed() >= timeout {
                return false;
            }
        }
        *free -= 1;
        true
    }
}
