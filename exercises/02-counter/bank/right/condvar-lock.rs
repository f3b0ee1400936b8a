//! The value is out while somebody works with it. Who finds it gone sleeps until it comes back.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Condvar, Mutex};

pub struct Counter {
    value: Mutex<Option<u64>>,
    back: Condvar,
}

/// Puts the value back, also if a closure panics.
struct Out<'a> {
    counter: &'a Counter,
    value: u64,
}

impl Drop for Out<'_> {
    fn drop(&mut self) {
        *self.counter.value.lock().unwrap() = Some(self.value);
        self.counter.back.notify_one();
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        Counter {
            value: Mutex::new(Some(value)),
            back: Condvar::new(),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut out = self.out();
        let old = out.value;
        out.value = old.wrapping_add(n);
        old
    }

    pub fn get(&self) -> u64 {
        self.out().value
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut self.out().value)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut out = self.out();
        out.value = change(out.value);
        out.value
    }

    fn out(&self) -> Out<'_> {
        let mut value = self
            .back
            .wait_while(self.value.lock().unwrap(), |value| value.is_none())
            .unwrap();
        let value = value.take().expect("the wait was for this");
        Out {
            counter: self,
            value,
        }
    }
}
