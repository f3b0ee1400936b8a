//@ base: right/plain
//@ expect: wrong-answer
//! `acquire_timeout` gets in when its time is over.
impl Semaphore {
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let free = self.free.lock().unwrap();
        let (mut free, _) = self
            .released
            .wait_timeout_while(free, timeout, |free| *free == 0)
            .unwrap();
        *free = free.saturating_sub(1);
        true
    }
}
