//! Exercise 05, solved: a queue between threads, as one state behind one lock.
//!
//! All that can change is in [`State`], and it changes only under the lock. There is one condition
//! variable for each thing that a thread can wait for, so whoever makes that thing true knows
//! exactly whom to wake. All of them go with the one lock.
#[expect(
    unused_imports,
    reason = "std's macros are there whether a file uses one or not"
)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// The queue is closed. `put` gives the item back in it; `get` has none to give.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed<T>(pub T);

/// Why [`Queue::try_put`] did not put. Either way the item comes back.
#[derive(Debug, PartialEq, Eq)]
pub enum TryPutError<T> {
    /// There is no room right now.
    Full(T),
    /// The queue takes no more items, whether or not it has room.
    Closed(T),
}

/// Why [`Queue::try_get`] got nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum TryGetError {
    /// There is nothing right now; something may still come.
    Empty,
    /// There is nothing, and nothing will come.
    Closed,
}

/// Why [`Queue::get_timeout`] got nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum GetTimeoutError {
    /// The time was over and the queue was still empty.
    Timeout,
    /// There is nothing, and nothing will come.
    Closed,
}

/// [`Queue::task_done`] was called more often than items were put.
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyDone;

/// A first-in-first-out queue that threads share: some put, some get.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    /// An item came in, or the queue was closed.
    not_empty: Condvar,
    /// An item went out, or the queue was closed.
    not_full: Condvar,
    /// `unfinished` became zero.
    all_done: Condvar,
}

struct State<T> {
    /// Oldest first; never more than `capacity`.
    items: VecDeque<T>,
    capacity: usize,
    /// Items that were put, less the calls of `task_done`.
    unfinished: usize,
    /// Goes from false to true once, and then `items` never grows again.
    closed: bool,
}

impl<T> State<T> {
    fn is_full(&self) -> bool {
        self.items.len() >= self.capacity
    }
}

impl<T> Queue<T> {
    /// A queue with room for `capacity` items.
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                capacity: capacity.get(),
                unfinished: 0,
                closed: false,
            }),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
        }
    }

    /// A queue that always has room: memory ends before its capacity does.
    pub fn unbounded() -> Self {
        Queue::bounded(NonZeroUsize::MAX)
    }

    /// Adds `item` at the end, as soon as there is room.
    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self
            .not_full
            .wait_while(self.lock(), |state| state.is_full() && !state.closed)
            .unwrap();
        if state.closed {
            return Err(Closed(item));
        }
        self.push(&mut state, item);
        Ok(())
    }

    /// Adds `item` at the end, if there is room now.
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let mut state = self.lock();
        if state.closed {
            return Err(TryPutError::Closed(item));
        }
        if state.is_full() {
            return Err(TryPutError::Full(item));
        }
        self.push(&mut state, item);
        Ok(())
    }

    /// Takes the oldest item, as soon as there is one.
    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self
            .not_empty
            .wait_while(self.lock(), |state| state.items.is_empty() && !state.closed)
            .unwrap();
        self.pop(&mut state).ok_or(Closed(()))
    }

    /// Takes the oldest item, if there is one now.
    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.lock();
        match self.pop(&mut state) {
            Some(item) => Ok(item),
            None if state.closed => Err(TryGetError::Closed),
            None => Err(TryGetError::Empty),
        }
    }

    /// Takes the oldest item, if there is one before `timeout` has passed.
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let (mut state, _) = self
            .not_empty
            .wait_timeout_while(self.lock(), timeout, |state| {
                state.items.is_empty() && !state.closed
            })
            .unwrap();
        // The state decides, not the clock: an item that came at the last moment is still an item.
        match self.pop(&mut state) {
            Some(item) => Ok(item),
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }

    /// Says that one item has been dealt with.
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.lock();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        if state.unfinished == 0 {
            self.all_done.notify_all();
        }
        Ok(())
    }

    /// Waits until every item that was put has been dealt with. It starts nothing.
    pub fn join(&self) {
        drop(
            self.all_done
                .wait_while(self.lock(), |state| state.unfinished > 0)
                .unwrap(),
        );
    }

    /// Lets nothing more in. What is inside can still be taken out.
    pub fn close(&self) {
        self.lock().closed = true;
        self.not_empty.notify_all();
        self.not_full.notify_all();
    }

    /// How many items are inside.
    pub fn len(&self) -> usize {
        self.lock().items.len()
    }

    /// Whether no item is inside.
    pub fn is_empty(&self) -> bool {
        self.lock().items.is_empty()
    }

    /// Never poisoned: no code of the caller's, not even a drop of an item, runs under this lock.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap()
    }

    /// The one way in. One item is news for one getter.
    fn push(&self, state: &mut State<T>, item: T) {
        state.items.push_back(item);
        state.unfinished += 1;
        self.not_empty.notify_one();
    }

    /// The one way out. One free place is news for one putter.
    fn pop(&self, state: &mut State<T>) -> Option<T> {
        let item = state.items.pop_front()?;
        self.not_full.notify_one();
        Some(item)
    }
}
