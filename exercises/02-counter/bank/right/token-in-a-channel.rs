//! The value is a token in a channel with one place. Whoever holds the token may change it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Mutex, PoisonError};

pub struct Counter {
    put: SyncSender<u64>,
    get: Mutex<Receiver<u64>>,
}

struct Token<'a> {
    value: u64,
    put: &'a SyncSender<u64>,
}

impl Drop for Token<'_> {
    fn drop(&mut self) {
        self.put
            .send(self.value)
            .expect("the counter has the receiver");
    }
}

impl Counter {
    pub fn new(value: u64) -> Self {
        let (put, get) = mpsc::sync_channel(1);
        put.send(value).expect("the receiver is there");
        Counter {
            put,
            get: Mutex::new(get),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        let mut token = self.token();
        let old = token.value;
        token.value = old.wrapping_add(n);
        old
    }

    pub fn get(&self) -> u64 {
        self.token().value
    }

    pub fn take(&self) -> u64 {
        std::mem::take(&mut self.token().value)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut token = self.token();
        token.value = change(token.value);
        token.value
    }

    fn token(&self) -> Token<'_> {
        let get = self.get.lock().unwrap_or_else(PoisonError::into_inner);
        Token {
            value: get.recv().expect("the counter has the sender"),
            put: &self.put,
        }
    }
}
