//@ base: right/spin-and-yield
//@ expect: memory-ordering
//@ adds: Semaphore::take
//! `acquire` is an `Acquire`, `try_acquire` is not: who gets in that way may not see what the one before did.
use std::sync::atomic::Ordering;

impl Semaphore {
    pub fn acquire(&self) {
        while !self.take(Acquire) {
            thread::yield_now();
        }
    }

    fn take(&self, order: Ordering) -> bool {
        self.free
            .fetch_update(order, Relaxed, |free| free.checked_sub(1))
            .is_ok()
    }

    pub fn try_acquire(&self) -> bool {
        self.take(Relaxed)
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        loop {
            if self.take(Acquire) {
                return true;
            }
            if start.elapsed() >= timeout {
                return false;
            }
            thread::yield_now();
        }
    }
}
