//! No condition variable: a list of parked threads, each of which looks again when it is unparked.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard};
use std::thread::{self, Thread};
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
    /// Whoever changes anything unparks them all and empties the list.
    parked: Vec<Thread>,
}

impl<T> State<T> {
    fn unpark_all(&mut self) {
        self.parked.drain(..).for_each(|thread| thread.unpark());
    }
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
                parked: Vec::new(),
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
            state = self.sleep(state, Duration::MAX);
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        state.unpark_all();
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
        state.unpark_all();
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.sleep(state, Duration::MAX);
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        state.unpark_all();
        Ok(item)
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                state.unpark_all();
                Ok(item)
            }
            None if state.closed => Err(TryGetError::Closed),
            None => Err(TryGetError::Empty),
        }
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let start = Instant::now();
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed && start.elapsed() < timeout {
            state = self.sleep(state, timeout.saturating_sub(start.elapsed()));
        }
        match state.items.pop_front() {
            Some(item) => {
                state.unpark_all();
                Ok(item)
            }
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        if state.unfinished == 0 {
            state.unpark_all();
        }
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while state.unfinished > 0 {
            state = self.sleep(state, Duration::MAX);
        }
    }

    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.closed = true;
        state.unpark_all();
    }

    /// What a condition variable does: be on the list before the lock is gone, so no wake-up is lost.
    /// An `unpark` that comes before the `park` makes it return at once.
    fn sleep<'a>(
        &'a self,
        mut state: MutexGuard<'a, State<T>>,
        timeout: Duration,
    ) -> MutexGuard<'a, State<T>> {
        state.parked.push(thread::current());
        drop(state);
        match timeout {
            Duration::MAX => thread::park(),
            _ => thread::park_timeout(timeout),
        }
        self.state.lock().unwrap()
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
