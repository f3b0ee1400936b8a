//! A thread owns the value and does what messages say. `update` offers a result until the value that it
//! was computed from is still there.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::mpsc::{self, Sender};
use std::thread;

enum Message {
    Add(u64, Sender<u64>),
    Take(Sender<u64>),
    /// Sets the value if it is still the old one; answers with what was there.
    Exchange {
        old: u64,
        new: u64,
        reply: Sender<u64>,
    },
}

pub struct Counter {
    owner: Sender<Message>,
}

impl Counter {
    pub fn new(value: u64) -> Self {
        let (owner, messages) = mpsc::channel();
        thread::spawn(move || {
            let mut value: u64 = value;
            for message in messages {
                let (new, reply) = match message {
                    Message::Add(n, reply) => (value.wrapping_add(n), reply),
                    Message::Take(reply) => (0, reply),
                    Message::Exchange { old, new, reply } if old == value => (new, reply),
                    Message::Exchange { reply, .. } => (value, reply),
                };
                let _ = reply.send(value);
                value = new;
            }
        });
        Counter { owner }
    }

    pub fn add(&self, n: u64) -> u64 {
        self.ask(|reply| Message::Add(n, reply))
    }

    pub fn get(&self) -> u64 {
        self.add(0)
    }

    pub fn take(&self) -> u64 {
        self.ask(Message::Take)
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let mut old = self.get();
        loop {
            let new = change(old);
            let now = self.ask(|reply| Message::Exchange { old, new, reply });
            if now == old {
                return new;
            }
            old = now;
        }
    }

    fn ask(&self, message: impl FnOnce(Sender<u64>) -> Message) -> u64 {
        let (reply, answer) = mpsc::channel();
        self.owner
            .send(message(reply))
            .expect("the owner lives as long as the counter");
        answer.recv().expect("the owner answers every message")
    }
}
