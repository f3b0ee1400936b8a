//! No condition variable: who waits looks again and again, and lets the others run in between.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

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
}

struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    closed: bool,
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
            }),
            capacity: capacity.get(),
        }
    }

    pub fn unbounded() -> Self {
        Queue::bounded(NonZeroUsize::MAX)
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.items.len() >= self.capacity && !state.closed {
            state = self.look_again(state);
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
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
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.look_again(state);
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        Ok(item)
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        state.items.pop_front().ok_or(match state.closed {
            true => TryGetError::Closed,
            false => TryGetError::Empty,
        })
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let start = Instant::now();
        loop {
            match self.try_get() {
                Ok(item) => return Ok(item),
                Err(TryGetError::Closed) => return Err(GetTimeoutError::Closed),
                Err(TryGetError::Empty) if start.elapsed() >= timeout => {
                    return Err(GetTimeoutError::Timeout);
                }
                Err(TryGetError::Empty) => thread::sleep(timeout.min(Duration::from_millis(1))),
            }
        }
    }

    /// Lets go of the lock, lets the others run, and comes back.
    fn look_again<'a>(&'a self, state: MutexGuard<'a, State<T>>) -> MutexGuard<'a, State<T>> {
        drop(state);
        thread::yield_now();
        self.state.lock().unwrap()
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while state.unfinished > 0 {
            state = self.look_again(state);
        }
    }

    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
