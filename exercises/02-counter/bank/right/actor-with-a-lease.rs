//! A thread owns the value and lends it to one caller at a time. Dropping the lease gives it back, so a
//! closure that panics gives it back as it was.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// The owner sends the value and then waits until it comes back.
struct Request {
    value: Sender<u64>,
    back: Receiver<u64>,
}

pub struct Counter {
    owner: Sender<Request>,
}

struct Lease {
    value: u64,
    back: Sender<u64>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        let _ = self.back.send(self.value);
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        let (owner, requests) = mpsc::channel::<Request>();
        thread::spawn(move || {
            let mut value = value;
            for request in requests {
                if request.value.send(value).is_ok() {
                    value = request.back.recv().unwrap_or(value);
                }
            }
        });
        Counter { owner }
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut lease = self.lease();
        let old = lease.value;
        lease.value = old.wrapping_add(n);
        old
    }

    pub fn get(&self) -> u64 {
        self.lease().value
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut self.lease().value)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut lease = self.lease();
        lease.value = change(lease.value);
        lease.value
    }

    fn lease(&self) -> Lease {
        let (value, lent) = mpsc::channel();
        let (back, returned) = mpsc::channel();
        let request = Request {
            value,
            back: returned,
        };
        self.owner
            .send(request)
            .expect("the owner lives as long as the counter");
        let value = lent.recv().expect("the owner answers every request");
        Lease { value, back }
    }
}
