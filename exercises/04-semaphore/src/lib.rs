//! Exercise 04: bounded semaphore. Fill in `Semaphore` and every `todo!()`; the chapter says why.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::time::Duration;

/// `release` was called although no permit was out.
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// A fixed number of permits that threads share by `&Semaphore`: who got one is *inside*.
///
/// Never are more inside than there are permits, and as many as there are permits can really be
/// inside at the same time. Which of several waiting threads is the next is left to you.
///
/// What a thread did before it released a permit can be seen by the thread that gets this permit.
///
/// Semaphores know nothing of each other. No `unsafe` is needed, and none is allowed.
pub struct Semaphore {
    // TODO: the fields that you need
}

impl Semaphore {
    /// A semaphore with `permits` permits, all of them free. With none at all, nobody gets in.
    pub fn new(permits: usize) -> Self {
        todo!()
    }

    /// Takes a permit. Waits while none is free.
    pub fn acquire(&self) {
        todo!()
    }

    /// Takes a permit if one is free, and says whether it did. Never waits for one.
    pub fn try_acquire(&self) -> bool {
        todo!()
    }

    /// Like `acquire`, but gives up when `timeout` has passed since the call, and not before. Says
    /// whether it took a permit.
    ///
    /// Taking one that is free already needs no time, so that works even with a timeout of zero. What
    /// happens to a timeout that is longer than any clock can tell is left to you.
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        todo!()
    }

    /// Gives a permit back, whichever thread took it.
    ///
    /// If none is out, this is an error and changes nothing.
    pub fn release(&self) -> Result<(), TooManyReleases> {
        todo!()
    }

    /// Takes a permit as `acquire` does. It is given back when the `Permit` is dropped.
    pub fn permit(&self) -> Permit<'_> {
        todo!()
    }
}

/// One permit that somebody has. To drop it is to give it back, also when a panic unwinds past it.
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        todo!()
    }
}
