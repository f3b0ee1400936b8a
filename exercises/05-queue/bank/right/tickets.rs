//! Who waits draws a ticket, and those who wait are served in the order of their tickets.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

#[derive(Debug, PartialEq, Eq)]
pub struct Closed<T>(pub T);
#[derive(Debug, PartialEq, Eq)]
pub enum TryPutError<T> {
    Full(T),
    Closed(T),
}
#[derive(Debug, PartialEq, Eq)]
pub enum TryGetError {
    Empty,
    Closed,
}
#[derive(Debug, PartialEq, Eq)]
pub enum GetTimeoutError {
    Timeout,
    Closed,
}
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyDone;

pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    changed: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    closed: bool,
    next_ticket: u64,
    /// Tickets of those who wait, in the order in which they came.
    getters: VecDeque<u64>,
    putters: VecDeque<u64>,
}

impl<T> State<T> {
    fn draw_ticket(&mut self) -> u64 {
        self.next_ticket += 1;
        self.next_ticket
    }
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
                next_ticket: 0,
                getters: VecDeque::new(),
                putters: VecDeque::new(),
            }),
            capacity: capacity.get(),
            changed: Condvar::new(),
        }
    }

    pub fn unbounded() -> Self {
        Queue::bounded(NonZeroUsize::MAX)
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        let ticket = state.draw_ticket();
        state.putters.push_back(ticket);
        while !(state.closed
            || state.putters.front() == Some(&ticket) && state.items.len() < self.capacity)
        {
            state = self.changed.wait(state).unwrap();
        }
        state.putters.retain(|other| *other != ticket);
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.changed.notify_all();
        Ok(())
    }

    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(TryPutError::Closed(item));
        }
        if state.items.len() >= self.capacity {
            return Err(TryPutError::Full(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.changed.notify_all();
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        let ticket = state.draw_ticket();
        state.getters.push_back(ticket);
        while !(state.closed || state.getters.front() == Some(&ticket) && !state.items.is_empty()) {
            state = self.changed.wait(state).unwrap();
        }
        state.getters.retain(|other| *other != ticket);
        self.changed.notify_all();
        state.items.pop_front().ok_or(Closed(()))
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                self.changed.notify_all();
                Ok(item)
            }
            None if state.closed => Err(TryGetError::Closed),
            None => Err(TryGetError::Empty),
        }
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let mut state = self.state.lock().unwrap();
        let ticket = state.draw_ticket();
        state.getters.push_back(ticket);
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, timeout, |s| {
                !(s.closed || s.getters.front() == Some(&ticket) && !s.items.is_empty())
            })
            .unwrap();
        state.getters.retain(|other| *other != ticket);
        self.changed.notify_all();
        match state.items.pop_front() {
            Some(item) => Ok(item),
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        if state.unfinished == 0 {
            self.changed.notify_all();
        }
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while state.unfinished > 0 {
            state = self.changed.wait(state).unwrap();
        }
    }

    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.changed.notify_all();
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
