//@ base: right/negative-while-waiting
//@ expect: lost-wake-up
//! Whose time is over waits for a grant that is on its way; another one who comes now takes it.
impl Semaphore {
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if self.count.fetch_sub(1, Ordering::Acquire) > 0 {
            return true;
        }
        let (mut g, _) = self
            .granted
            .wait_timeout_while(self.grants.lock().unwrap(), timeout, |g| *g == 0)
            .unwrap();
        if *g > 0 {
            *g -= 1;
            return true;
        }
        // Take the announcement back. If nobody waits by the count, a grant for us is on its way.
        if self
            .count
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, |c| {
                (c < 0).then_some(c + 1)
            })
            .is_ok()
        {
            return false;
        }
        let mut g = self.granted.wait_while(g, |g| *g == 0).unwrap();
        *g -= 1;
        true
    }
}
