//@ expect: deadlock
//! The permits are tokens in a channel. Who waits for one keeps the lock of the receiver, so `try_acquire` waits, too.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

pub struct Semaphore {
    sender: SyncSender<()>,
    tokens: Mutex<Receiver<()>>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let (sender, receiver) = sync_channel(permits);
        for _ in 0..permits {
            sender.send(()).unwrap();
        }
        Semaphore {
            sender,
            tokens: Mutex::new(receiver),
        }
    }

    pub fn acquire(&self) {
        self.tokens.lock().unwrap().recv().unwrap();
    }

    pub fn try_acquire(&self) -> bool {
        self.tokens.lock().unwrap().try_recv().is_ok()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.tokens.lock().unwrap().recv_timeout(timeout).is_ok()
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        self.sender.try_send(()).map_err(|_| TooManyReleases)
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
