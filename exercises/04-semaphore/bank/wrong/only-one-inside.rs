//@ base: right/plain
//@ expect: serialised
//! A place inside is a mutex: `permit` keeps the lock of the semaphore as long as it lives.
use std::sync::{MutexGuard, PoisonError};

pub struct Semaphore {
    permits: usize,
    free: Mutex<usize>,
    released: Condvar,
    inside: Mutex<()>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new(permits),
            released: Condvar::new(),
            inside: Mutex::new(()),
        }
    }

    pub fn permit(&self) -> Permit<'_> {
        self.acquire();
        Permit {
            semaphore: self,
            _inside: self.inside.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    _inside: MutexGuard<'a, ()>,
}
