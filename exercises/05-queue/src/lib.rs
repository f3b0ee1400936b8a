//! Exercise 05: producer–consumer queue. Fill in `Queue` and every `todo!()`; the chapter says why.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::marker::PhantomData;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::time::Duration;

/// The queue is closed. `put` gives your item back in it; `get` has none to give, hence `Closed<()>`.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed<T>(pub T);

/// Why `try_put` did not put. Either way the item comes back to you.
#[derive(Debug, PartialEq, Eq)]
pub enum TryPutError<T> {
    /// There is no room right now.
    Full(T),
    /// The queue takes no more items. A queue that is full *and* closed says this.
    Closed(T),
}

/// Why `try_get` got nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum TryGetError {
    /// There is nothing right now; something may still come.
    Empty,
    /// There is nothing, and nothing will come.
    Closed,
}

/// Why `get_timeout` got nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum GetTimeoutError {
    /// The time was over and the queue was still empty.
    Timeout,
    /// There is nothing, and nothing will come.
    Closed,
}

/// `task_done` was called more often than items were put.
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyDone;

/// A first-in-first-out queue that threads share by `&Queue<T>`: some put, some get.
///
/// Beside the items it counts the *unfinished* ones: each item that was put counts as one, from the
/// moment it is in the queue, and each `task_done` takes one away. `get` does not change the count.
///
/// Every item is given to exactly one `get`, or dropped together with the queue.
///
/// No `unsafe` is needed, and none is allowed.
pub struct Queue<T> {
    fields: PhantomData<Mutex<T>>, // TODO: put the fields that you need in its place
}

impl<T> Queue<T> {
    /// A queue with room for `capacity` items. Never are there more inside.
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        todo!()
    }

    /// A queue that always has room.
    pub fn unbounded() -> Self {
        todo!()
    }

    /// Adds `item` at the end. Waits while there is no room.
    ///
    /// If the queue is closed, even if that happens during the wait, `item` comes back in the error.
    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        todo!()
    }

    /// Like `put`, but never waits for room.
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        todo!()
    }

    /// Takes the oldest item. Waits while there is none.
    ///
    /// A closed queue still gives out what is in it. Only when it is closed and empty is this an
    /// error, also for those who were waiting when it was closed.
    pub fn get(&self) -> Result<T, Closed<()>> {
        todo!()
    }

    /// Like `get`, but never waits for an item.
    pub fn try_get(&self) -> Result<T, TryGetError> {
        todo!()
    }

    /// Like `get`, but gives up when `timeout` has passed, and not before. Taking an item that is
    /// already there needs no time, so that works even with a timeout of zero.
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        todo!()
    }

    /// Says that one item which somebody got has been dealt with: one fewer is unfinished.
    ///
    /// If none was unfinished, this is an error and changes nothing. It works on a closed queue too.
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        todo!()
    }

    /// Waits until no item is unfinished. That may be true at once, as it is on a new queue.
    ///
    /// It starts nothing and closes nothing. Several threads may wait here together.
    pub fn join(&self) {
        todo!()
    }

    /// From now on nothing can be put. Everyone who waits for room or for an item learns of it.
    ///
    /// What is inside stays inside until somebody gets it. Closing twice is the same as once.
    pub fn close(&self) {
        todo!()
    }

    /// How many items are inside. Other threads may change that before you look at the answer.
    pub fn len(&self) -> usize {
        todo!()
    }

    /// Whether no item is inside. Stale as soon as you have it, like `len`.
    pub fn is_empty(&self) -> bool {
        todo!()
    }
}
