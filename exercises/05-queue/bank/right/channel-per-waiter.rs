//! Each thread that waits brings a channel of its own, and is woken by a message.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, MutexGuard};
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
    getters: Line,
    putters: Line,
    joiners: Line,
}

/// Those who wait, longest first. Each sleeps in `recv` on a channel of its own.
#[derive(Default)]
struct Line(VecDeque<Sender<()>>);

impl Line {
    /// Wakes the first who is still there: one whose time was over has dropped its receiver.
    fn wake_one(&mut self) {
        while let Some(waiter) = self.0.pop_front() {
            if waiter.send(()).is_ok() {
                break;
            }
        }
    }

    fn wake_all(&mut self) {
        for waiter in self.0.drain(..) {
            let _gone = waiter.send(());
        }
    }
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
                getters: Line::default(),
                putters: Line::default(),
                joiners: Line::default(),
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
            state = self.queue_up(state, |s| &mut s.putters, None);
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        state.getters.wake_one();
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
        state.getters.wake_one();
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.queue_up(state, |s| &mut s.getters, None);
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        state.putters.wake_one();
        Ok(item)
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                state.putters.wake_one();
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
            let left = timeout.saturating_sub(start.elapsed());
            state = self.queue_up(state, |s| &mut s.getters, Some(left));
        }
        match state.items.pop_front() {
            Some(item) => {
                state.putters.wake_one();
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
            state.joiners.wake_all();
        }
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while state.unfinished > 0 {
            state = self.queue_up(state, |s| &mut s.joiners, None);
        }
    }

    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.closed = true;
        state.getters.wake_all();
        state.putters.wake_all();
    }

    fn queue_up<'a>(
        &'a self,
        mut state: MutexGuard<'a, State<T>>,
        line: fn(&mut State<T>) -> &mut Line,
        timeout: Option<Duration>,
    ) -> MutexGuard<'a, State<T>> {
        let (sender, receiver) = mpsc::channel();
        line(&mut state).0.push_back(sender);
        drop(state);
        let _woken = match timeout {
            Some(timeout) => receiver.recv_timeout(timeout).is_ok(),
            None => receiver.recv().is_ok(),
        };
        // From here on a `wake_one` passes to the next in line.
        drop(receiver);
        self.state.lock().unwrap()
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
