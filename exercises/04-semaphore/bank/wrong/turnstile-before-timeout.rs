//@ base: right/turnstile
//@ expect: deadlock
//! Who waits holds a turnstile, so that the next one waits behind it; `acquire_timeout` waits for the turnstile, and that has no timeout.
impl Semaphore {
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let _turn = self.turnstile.lock().unwrap();
        let free = self.free.lock().unwrap();
        let (mut free, _) = self
            .released
            .wait_timeout_while(free, timeout, |free| *free == 0)
            .unwrap();
        if *free == 0 {
            return false;
        }
        *free -= 1;
        true
    }
}
