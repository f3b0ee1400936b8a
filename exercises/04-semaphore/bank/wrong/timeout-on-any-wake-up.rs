//@ base: right/plain
//@ expect: early-return
//! `acquire_timeout` waits once, and calls every wake-up without a permit the end of its time.
impl Semaphore {
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let mut free = self.free.lock().unwrap();
        if *free == 0 {
            free = self.released.wait_timeout(free, timeout).unwrap().0;
        }
        if *free == 0 {
            return false;
        }
        *free -= 1;
        true
    }
}
