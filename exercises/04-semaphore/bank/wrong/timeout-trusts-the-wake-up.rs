//@ base: right/plain
//@ expect: atomicity-violation
//! `acquire_timeout` asks whether it timed out, not whether a permit is there.
impl Semaphore {
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let mut free = self.free.lock().unwrap();
        if *free == 0 {
            let (guard, result) = self.released.wait_timeout(free, timeout).unwrap();
            free = guard;
            if result.timed_out() {
                return false;
            }
        }
        *free = free.saturating_sub(1);
        true
    }
}
