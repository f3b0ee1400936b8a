//! `Queue` is only a handle that can be cloned; what it stands for lives in an `Arc`.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Condvar, Mutex};
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

/// A handle: the queue is what all clones of it share.
pub struct Queue<T>(Arc<Shared<T>>);

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Self {
        Queue(Arc::clone(&self.0))
    }
}

struct Shared<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
    all_done: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    closed: bool,
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue(Arc::new(Shared {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
            }),
            capacity: capacity.get(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
        }))
    }

    pub fn unbounded() -> Self {
        Queue::bounded(NonZeroUsize::MAX)
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.0.state.lock().unwrap();
        while state.items.len() >= self.0.capacity && !state.closed {
            state = self.0.not_full.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.0.not_empty.notify_one();
        Ok(())
    }

    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let mut state = self.0.state.lock().unwrap();
        if state.closed {
            return Err(TryPutError::Closed(item));
        }
        if state.items.len() >= self.0.capacity {
            return Err(TryPutError::Full(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.0.not_empty.notify_one();
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.0.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.0.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        self.0.not_full.notify_one();
        Ok(item)
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.0.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                self.0.not_full.notify_one();
                Ok(item)
            }
            None if state.closed => Err(TryGetError::Closed),
            None => Err(TryGetError::Empty),
        }
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let state = self.0.state.lock().unwrap();
        let (mut state, _) = self
            .0
            .not_empty
            .wait_timeout_while(state, timeout, |s| s.items.is_empty() && !s.closed)
            .unwrap();
        match state.items.pop_front() {
            Some(item) => {
                self.0.not_full.notify_one();
                Ok(item)
            }
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.0.state.lock().unwrap();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        if state.unfinished == 0 {
            self.0.all_done.notify_all();
        }
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.0.state.lock().unwrap();
        while state.unfinished > 0 {
            state = self.0.all_done.wait(state).unwrap();
        }
    }

    pub fn close(&self) {
        self.0.state.lock().unwrap().closed = true;
        self.0.not_empty.notify_all();
        self.0.not_full.notify_all();
    }

    pub fn len(&self) -> usize {
        self.0.state.lock().unwrap().items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
