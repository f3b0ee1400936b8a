//! `release` notifies only when no permit was free before: of two quick releases the second wakes nobody.

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
        while *free == 0 {
            free = self.released.wait(free).unwrap();
        }
        *free -= 1;
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.free.lock().unwrap();
        if *free == self.permits {
            return Err(TooManyReleases);
        }
        *free += 1;
        if *free == 1 {
            self.released.notify_one();
        }
        Ok(())
    }
}

// The scenario.

/// Two threads wait, two permits are released: each thread gets one.
pub fn two_wait_two_releases() {
    let semaphore = Arc::new(Semaphore::new(2));
    semaphore.acquire();
    semaphore.acquire();
    let waiting = [(); 2].map(|()| {
        let semaphore = Arc::clone(&semaphore);
        thread::spawn(move || semaphore.acquire())
    });
    assert_eq!(semaphore.release(), Ok(()));
    assert_eq!(semaphore.release(), Ok(()));
    for thread in waiting {
        thread.join().unwrap();
    }
}
