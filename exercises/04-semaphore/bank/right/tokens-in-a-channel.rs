//! The permits are tokens in a channel. Nobody waits with the lock of the receiver: `recv_timeout` is short.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    give: SyncSender<()>,
    tokens: Mutex<Receiver<()>>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let (give, tokens) = sync_channel(permits);
        (0..permits).for_each(|_| give.send(()).unwrap());
        Semaphore {
            give,
            tokens: Mutex::new(tokens),
        }
    }

    pub fn acquire(&self) {
        while !self.try_acquire() {
            thread::yield_now();
        }
    }

    pub fn try_acquire(&self) -> bool {
        self.tokens.lock().unwrap().try_recv().is_ok()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let slice = left.min(Duration::from_millis(2));
            if self.tokens.lock().unwrap().recv_timeout(slice).is_ok() {
                return true;
            }
            if left.is_zero() {
                return false;
            }
            thread::yield_now();
        }
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        self.give.try_send(()).map_err(|_| TooManyReleases)
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
