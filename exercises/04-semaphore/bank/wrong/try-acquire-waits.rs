//@ base: right/plain
//@ expect: lost-wake-up
//! `try_acquire` waits for a permit in place of saying no.
impl Semaphore {
    pub fn try_acquire(&self) -> bool {
        self.acquire();
        true
    }
}
