//! The classic of the textbooks: one semaphore counts the room, one the items, and a lock guards both ends.
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
    /// Permits to put: the room that nobody has claimed yet.
    free: Semaphore,
    /// Permits to get: the items that nobody has claimed yet.
    used: Semaphore,
    all_done: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    closed: bool,
}

/// Permits, and whether new ones can still come.
struct Semaphore {
    permits: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Semaphore {
    fn new(permits: usize) -> Self {
        Semaphore {
            permits: Mutex::new((permits, true)),
            changed: Condvar::new(),
        }
    }

    /// Takes a permit, waiting for it; false if it is closed and has none left.
    fn acquire(&self) -> bool {
        let mut permits = self.permits.lock().unwrap();
        while permits.0 == 0 && permits.1 {
            permits = self.changed.wait(permits).unwrap();
        }
        let any = permits.0 > 0;
        permits.0 -= usize::from(any);
        any
    }

    fn acquire_timeout(&self, timeout: Duration) -> bool {
        let permits = self.permits.lock().unwrap();
        let (mut permits, _) = self
            .changed
            .wait_timeout_while(permits, timeout, |p| p.0 == 0 && p.1)
            .unwrap();
        let any = permits.0 > 0;
        permits.0 -= usize::from(any);
        any
    }

    fn try_acquire(&self) -> bool {
        let mut permits = self.permits.lock().unwrap();
        let any = permits.0 > 0;
        permits.0 -= usize::from(any);
        any
    }

    fn release(&self) {
        self.permits.lock().unwrap().0 += 1;
        self.changed.notify_one();
    }

    fn close(&self) {
        self.permits.lock().unwrap().1 = false;
        self.changed.notify_all();
    }
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
            free: Semaphore::new(capacity.get()),
            used: Semaphore::new(0),
            all_done: Condvar::new(),
        }
    }

    pub fn unbounded() -> Self {
        Queue::bounded(NonZeroUsize::MAX)
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        self.free.acquire();
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.used.release();
        Ok(())
    }

    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        loop {
            let permit = self.free.try_acquire();
            let mut state = self.state.lock().unwrap();
            if state.closed {
                return Err(TryPutError::Closed(item));
            }
            if permit {
                state.items.push_back(item);
                state.unfinished += 1;
                self.used.release();
                return Ok(());
            }
            if state.items.len() >= self.capacity {
                return Err(TryPutError::Full(item));
            }
            // There is room, but another thread is on its way to it. Let it arrive.
            drop(state);
            std::thread::yield_now();
        }
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        self.take(self.used.acquire()).map_err(|_| Closed(()))
    }

    /// The permit only says when to look. What there is, the state says: `Err(closed)` if nothing.
    fn take(&self, mut permit: bool) -> Result<T, bool> {
        loop {
            let mut state = self.state.lock().unwrap();
            if permit {
                let item = state
                    .items
                    .pop_front()
                    .expect("a permit stands for an item");
                self.free.release();
                return Ok(item);
            }
            if state.items.is_empty() {
                return Err(state.closed);
            }
            // There is an item, but another thread is on its way to it. Let it arrive.
            drop(state);
            std::thread::yield_now();
            permit = self.used.try_acquire();
        }
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        self.take(self.used.try_acquire())
            .map_err(|closed| match closed {
                true => TryGetError::Closed,
                false => TryGetError::Empty,
            })
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        self.take(self.used.acquire_timeout(timeout))
            .map_err(|closed| match closed {
                true => GetTimeoutError::Closed,
                false => GetTimeoutError::Timeout,
            })
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
        state.closed = true;
        self.used.close();
        self.free.close();
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
