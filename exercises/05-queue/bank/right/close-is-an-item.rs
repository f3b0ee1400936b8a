//! Closing puts a last item that everyone sees and nobody takes: whoever finds it in front leaves it there.
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
    not_empty: Condvar,
    not_full: Condvar,
    all_done: Condvar,
}

struct State<T> {
    /// The last one is `None` once the queue is closed.
    items: VecDeque<Option<T>>,
    unfinished: usize,
}

impl<T> State<T> {
    fn closed(&self) -> bool {
        matches!(self.items.back(), Some(None))
    }

    fn len(&self) -> usize {
        self.items.len() - usize::from(self.closed())
    }

    /// `None`: there is nothing. `Some(None)`: nor will there be.
    fn take(&mut self) -> Option<Option<T>> {
        match self.items.front()? {
            None => Some(None),
            Some(_) => self.items.pop_front(),
        }
    }
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
            }),
            capacity: capacity.get(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
        }
    }

    pub fn unbounded() -> Self {
        Queue::bounded(NonZeroUsize::MAX)
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.len() >= self.capacity && !state.closed() {
            state = self.not_full.wait(state).unwrap();
        }
        if state.closed() {
            return Err(Closed(item));
        }
        state.items.push_back(Some(item));
        state.unfinished += 1;
        self.not_empty.notify_one();
        Ok(())
    }

    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let mut state = self.state.lock().unwrap();
        if state.closed() {
            return Err(TryPutError::Closed(item));
        }
        if state.len() >= self.capacity {
            return Err(TryPutError::Full(item));
        }
        state.items.push_back(Some(item));
        state.unfinished += 1;
        self.not_empty.notify_one();
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.take().flatten().ok_or(Closed(()))?;
        self.not_full.notify_one();
        Ok(item)
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.take() {
            Some(Some(item)) => {
                self.not_full.notify_one();
                Ok(item)
            }
            Some(None) => Err(TryGetError::Closed),
            None => Err(TryGetError::Empty),
        }
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let state = self.state.lock().unwrap();
        let (mut state, _) = self
            .not_empty
            .wait_timeout_while(state, timeout, |s| s.items.is_empty())
            .unwrap();
        match state.take() {
            Some(Some(item)) => {
                self.not_full.notify_one();
                Ok(item)
            }
            Some(None) => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        if state.unfinished == 0 {
            self.all_done.notify_all();
        }
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while state.unfinished > 0 {
            state = self.all_done.wait(state).unwrap();
        }
    }

    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        if !state.closed() {
            state.items.push_back(None);
        }
        drop(state);
        self.not_empty.notify_all();
        self.not_full.notify_all();
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
