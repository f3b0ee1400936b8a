//@ expect: lost-update
//! A thread owns the value and answers one message after the other. `update` needs two of them.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::mpsc::{self, Sender};
use std::thread;

enum Message {
    Add(u64, Sender<u64>),
    Set(u64, Sender<u64>),
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
                    Message::Set(new, reply) => (new, reply),
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
        self.ask(|reply| Message::Set(0, reply))
    }

    pub fn update(&self, mut change: impl FnMut(u64) -> u64) -> u64 {
        let new = change(self.get());
        self.ask(|reply| Message::Set(new, reply));
        new
    }

    fn ask(&self, message: impl FnOnce(Sender<u64>) -> Message) -> u64 {
        let (reply, answer) = mpsc::channel();
        self.owner.send(message(reply)).unwrap();
        answer.recv().unwrap()
    }
}
