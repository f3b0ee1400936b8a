//@ base: right/plain
//@ expect: wrong-answer
//! `acquire_timeout` waits for all of its time again whenever it is woken for nothing.
impl Semaphore {
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let mut free = self.free.lock().unwrap();
        while *free == 0 {
            let (guard, result) = self.released.wait_timeout(free, timeout).unwrap();
            free = guard;
            if *free == 0 && result.timed_out() {
                return false;
            }
        }
        *free -= 1;
        true
    }
}
