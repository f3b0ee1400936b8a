//! Exercise 04, solved: a semaphore is a number behind a lock.
//!
//! The number says how many permits are free. Whoever finds none sleeps until one is released; one
//! permit is news for one of them.
#[expect(
    unused_imports,
    reason = "std's macros are there whether a file uses one or not"
)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// [`Semaphore::release`] was called although no permit was out.
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// A fixed number of permits that threads share: who got one is inside.
pub struct Semaphore {
    permits: usize,
    /// Never more than `permits`.
    free: Mutex<usize>,
    /// There is one more in `free`.
    released: Condvar,
}

impl Semaphore {
    /// A semaphore with `permits` permits, all of them free.
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new(permits),
            released: Condvar::new(),
        }
    }

    /// Takes a permit, as soon as one is free.
    pub fn acquire(&self) {
        let free = self.lock();
        let mut free = self.released.wait_while(free, |free| *free == 0).unwrap();
        *free -= 1;
    }

    /// Takes a permit, if one is free now.
    pub fn try_acquire(&self) -> bool {
        take(&mut self.lock())
    }

    /// Takes a permit, if one is free before `timeout` has passed.
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let (mut free, _) = self
            .released
            .wait_timeout_while(self.lock(), timeout, |free| *free == 0)
            .unwrap();
        // The number decides, not the clock.
        take(&mut free)
    }

    /// Gives a permit back, unless none is out.
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut free = self.lock();
        if *free == self.permits {
            return Err(TooManyReleases);
        }
        *free += 1;
        self.released.notify_one();
        Ok(())
    }

    /// Takes a permit, and gives it back when the [`Permit`] is dropped.
    pub fn permit(&self) -> Permit<'_> {
        self.acquire();
        Permit(self)
    }

    /// Never poisoned: no code of the caller's runs under this lock.
    fn lock(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap()
    }
}

/// Takes one, if there is one.
fn take(free: &mut usize) -> bool {
    let left = free.checked_sub(1);
    *free = left.unwrap_or(0);
    left.is_some()
}

/// One permit that somebody has. To drop it is to give it back.
#[must_use = "a permit that is not kept is given back at once"]
pub struct Permit<'a>(&'a Semaphore);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        // An error means that somebody released this permit by hand. There is nobody here to tell,
        // and a panic while another one unwinds would end the process.
        let _ = self.0.release();
    }
}
