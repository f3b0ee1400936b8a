//! A bounded channel: to get in is to put something into it, to leave is to take something out.
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
    enter: SyncSender<()>,
    leave: Mutex<Receiver<()>>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let (enter, leave) = sync_channel(permits);
        Semaphore {
            enter,
            leave: Mutex::new(leave),
        }
    }

    pub fn acquire(&self) {
        self.enter.send(()).expect("the other end is in `self`");
    }

    pub fn try_acquire(&self) -> bool {
        self.enter.try_send(()).is_ok()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        while !self.try_acquire() {
            if start.elapsed() >= timeout {
                return false;
            }
            thread::yield_now();
        }
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        let leave = self.leave.lock().unwrap();
        leave.try_recv().map_err(|_| TooManyReleases)
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
