//! `update` catches the panic while it has the lock, lets go of it, and then passes the panic on. So the
//! lock is never poisoned and `unwrap` is safe.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

pub struct Counter {
    value: Mutex<u64>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: Mutex::new(value),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut value = self.value.lock().unwrap();
        let old = *value;
        *value = old.wrapping_add(n);
        old
    }

    pub fn get(&self) -> u64 {
        *self.value.lock().unwrap()
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut *self.value.lock().unwrap())
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut value = self.value.lock().unwrap();
        let old = *value;
        match panic::catch_unwind(AssertUnwindSafe(|| change(old))) {
            Ok(new) => {
                *value = new;
                new
            }
            Err(payload) => {
                drop(value);
                panic::resume_unwind(payload)
            }
        }
    }
}
