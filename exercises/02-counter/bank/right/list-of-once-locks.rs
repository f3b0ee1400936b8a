//! A list that only grows: each value knows the next one, which is set once. No lock, and no exchange.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::{Arc, Mutex, OnceLock};

struct Node {
    value: u64,
    next: OnceLock<Arc<Node>>,
}

pub struct Counter {
    /// Where to begin to look for the last one. It may be behind.
    near_the_end: Mutex<Arc<Node>>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        let first = Node {
            value,
            next: OnceLock::new(),
        };
        Counter {
            near_the_end: Mutex::new(Arc::new(first)),
        }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.change(|old| old.wrapping_add(n)).0
    }

    pub fn get(&self) -> u64 {
        self.last().value
    }

    pub fn take(&self) -> u64 {
        self.change(|_| 0).0
    }

    pub fn update(&self, change: impl FnMut(u64) -> u64) -> u64 {
        self.change(change).1
    }

    fn change(&self, mut change: impl FnMut(u64) -> u64) -> (u64, u64) {
        loop {
            let last = self.last();
            let new = change(last.value);
            let node = Node {
                value: new,
                next: OnceLock::new(),
            };
            // Fails if somebody else was first. Then there is another last one.
            if last.next.set(Arc::new(node)).is_ok() {
                return (last.value, new);
            }
        }
    }

    fn last(&self) -> Arc<Node> {
        let mut node = Arc::clone(&self.near_the_end.lock().unwrap());
        while let Some(next) = node.next.get() {
            node = Arc::clone(next);
        }
        *self.near_the_end.lock().unwrap() = Arc::clone(&node);
        node
    }
}
