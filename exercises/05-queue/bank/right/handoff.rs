//! An item goes straight into the hands of the getter that has waited longest, past the queue.
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

pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    not_full: Condvar,
    all_done: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    closed: bool,
    /// Getters that wait, longest first. While there is one, `items` is empty.
    getters: VecDeque<Arc<Getter<T>>>,
}

/// A place that one thread waits at. Only who holds the lock of the state fills it.
struct Getter<T> {
    place: Mutex<Place<T>>,
    filled: Condvar,
}

enum Place<T> {
    Waiting,
    Item(T),
    Closed,
}

impl<T> Getter<T> {
    fn fill(&self, with: Place<T>) {
        *self.place.lock().unwrap() = with;
        self.filled.notify_one();
    }
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
                getters: VecDeque::new(),
            }),
            capacity: capacity.get(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
        }
    }

    pub fn unbounded() -> Self {
        Queue::bounded(NonZeroUsize::MAX)
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.items.len() >= self.capacity && !state.closed {
            state = self.not_full.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        self.push(&mut state, item);
        Ok(())
    }

    fn push(&self, state: &mut State<T>, item: T) {
        state.unfinished += 1;
        match state.getters.pop_front() {
            Some(getter) => {
                getter.fill(Place::Item(item));
                // The item took up no room, so what was free is free still: pass it on.
                self.not_full.notify_one();
            }
            None => state.items.push_back(item),
        }
    }

    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(TryPutError::Closed(item));
        }
        if state.items.len() >= self.capacity {
            return Err(TryPutError::Full(item));
        }
        self.push(&mut state, item);
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        self.get_until(None).map_err(|_| Closed(()))
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                self.not_full.notify_one();
                Ok(item)
            }
            None if state.closed => Err(TryGetError::Closed),
            None => Err(TryGetError::Empty),
        }
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        self.get_until(Some(timeout))
    }

    fn get_until(&self, timeout: Option<Duration>) -> Result<T, GetTimeoutError> {
        let mut state = self.state.lock().unwrap();
        if let Some(item) = state.items.pop_front() {
            self.not_full.notify_one();
            return Ok(item);
        }
        if state.closed {
            return Err(GetTimeoutError::Closed);
        }
        let getter = Arc::new(Getter {
            place: Mutex::new(Place::Waiting),
            filled: Condvar::new(),
        });
        state.getters.push_back(Arc::clone(&getter));
        drop(state);

        let place = getter.place.lock().unwrap();
        let waiting = |place: &mut Place<T>| matches!(place, Place::Waiting);
        drop(match timeout {
            Some(timeout) => {
                let woken = getter.filled.wait_timeout_while(place, timeout, waiting);
                woken.unwrap().0
            }
            None => getter.filled.wait_while(place, waiting).unwrap(),
        });
        // Leave the line first and look afterwards: the item may come between timeout and lock.
        let mut state = self.state.lock().unwrap();
        state.getters.retain(|other| !Arc::ptr_eq(other, &getter));
        drop(state);
        let mut place = getter.place.lock().unwrap();
        match std::mem::replace(&mut *place, Place::Waiting) {
            Place::Item(item) => Ok(item),
            Place::Closed => Err(GetTimeoutError::Closed),
            Place::Waiting => Err(GetTimeoutError::Timeout),
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
        state.closed = true;
        for getter in state.getters.drain(..) {
            getter.fill(Place::Closed);
        }
        self.not_full.notify_all();
    }

    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
