//! `acquire` waits with `if`: it takes a permit because it woke, not because there is one.

use super::std::sync::{Arc, Condvar, Mutex};
use super::std::thread;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    permits: usize,
    free: Mutex<usize>,
    released: Condvar,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new(permits),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        let mut free = self.free.lock().unwrap();
        if *free == 0 {
            free = self.released.wait(free).unwrap();
        }
        *free -= 1;
    }

    pub fn try_acquire(&self) -> bool {
        let mut free = self.free.lock().unwrap();
        if *free == 0 {
            return false;
        }
        *free -= 1;
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        if *free == self.permits {
            return Err(TooManyReleases);
        }
        *free += 1;
        self.released.notify_one();
        Ok(())
    }
}

// The scenarios.

/// `acquire` waits while no permit is free, and no longer.
pub fn acquire_waits() {
    let semaphore = Arc::new(Semaphore::new(1));
    semaphore.acquire();
    let next = {
        let semaphore = Arc::clone(&semaphore);
        thread::spawn(move || {
            semaphore.acquire();
            semaphore.release()
        })
    };
    assert_eq!(semaphore.release(), Ok(()));
    assert_eq!(next.join().unwrap(), Ok(()));
    assert!(semaphore.try_acquire());
    assert!(!semaphore.try_acquire());
}

/// A thread that is woken, and finds the permit gone again, is woken the next time too.
pub fn woken_and_too_late() {
    let semaphore = Arc::new(Semaphore::new(1));
    semaphore.acquire();
    let waiting = {
        let semaphore = Arc::clone(&semaphore);
        thread::spawn(move || semaphore.acquire())
    };
    assert_eq!(semaphore.release(), Ok(()));
    if semaphore.try_acquire() {
        assert_eq!(semaphore.release(), Ok(()));
    }
    waiting.join().unwrap();
    assert!(!semaphore.try_acquire());
}
