//@ expect: serialised
//! Waits for a token with the receiver locked. Whoever comes meanwhile waits for the lock, as long as
//! the first one waits.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

/// Tokens in a channel. An empty place in the channel is a permit that is out.
pub struct Semaphore {
    put: SyncSender<()>,
    take: Mutex<Receiver<()>>,
    total: usize,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let (put, take) = sync_channel(permits);
        for _ in 0..permits {
            put.send(()).unwrap();
        }
        Semaphore {
            put,
            take: Mutex::new(take),
            total: permits,
        }
    }

    pub fn acquire(&self) {
        loop {
            if self.try_acquire() {
                return;
            }
            std::thread::yield_now();
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.take.lock().unwrap().try_recv().is_ok()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.take.lock().unwrap().recv_timeout(timeout).is_ok()
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        if self.total == 0 {
            return Err(TooManyReleases);
        }
        match self.put.try_send(()) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(())) => Err(TooManyReleases),
            Err(TrySendError::Disconnected(())) => unreachable!(),
        }
    }

    pub fn permit(&self) -> Permit<'_> {
        self.acquire();
        Permit { semaphore: self }
    }
}

pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let _ = self.semaphore.release();
    }
}
