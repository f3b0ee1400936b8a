//! Everything behind one `RwLock`: such a queue can be shared only if its items can.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::RwLock;
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

struct Core<T> {
    items: VecDeque<T>,
    open: bool,
    unfinished: usize,
}

pub struct Queue<T> {
    core: RwLock<Core<T>>,
    limit: Option<usize>,
}

impl<T> Queue<T> {
    fn make(limit: Option<usize>) -> Self {
        let core = Core {
            items: VecDeque::new(),
            open: true,
            unfinished: 0,
        };
        Queue {
            core: RwLock::new(core),
            limit,
        }
    }
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Self::make(Some(capacity.get()))
    }
    pub fn unbounded() -> Self {
        Self::make(None)
    }
    fn with<R>(&self, f: impl FnOnce(&mut Core<T>) -> R) -> R {
        f(&mut self.core.write().unwrap())
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut item = item;
        loop {
            match self.try_put(item) {
                Ok(()) => return Ok(()),
                Err(TryPutError::Closed(item)) => return Err(Closed(item)),
                Err(TryPutError::Full(back)) => item = back,
            }
            thread::yield_now();
        }
    }
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        self.with(|core| {
            if !core.open {
                return Err(TryPutError::Closed(item));
            }
            if self.limit.is_some_and(|limit| core.items.len() >= limit) {
                return Err(TryPutError::Full(item));
            }
            core.items.push_back(item);
            core.unfinished += 1;
            Ok(())
        })
    }
    pub fn get(&self) -> Result<T, Closed<()>> {
        loop {
            match self.try_get() {
                Ok(item) => return Ok(item),
                Err(TryGetError::Closed) => return Err(Closed(())),
                Err(TryGetError::Empty) => {}
            }
            thread::yield_now();
        }
    }
    pub fn try_get(&self) -> Result<T, TryGetError> {
        self.with(|core| match core.items.pop_front() {
            Some(item) => Ok(item),
            None if core.open => Err(TryGetError::Empty),
            None => Err(TryGetError::Closed),
        })
    }
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let start = Instant::now();
        loop {
            let over = start.elapsed() >= timeout;
            match self.try_get() {
                Ok(item) => return Ok(item),
                Err(TryGetError::Closed) => return Err(GetTimeoutError::Closed),
                Err(TryGetError::Empty) if over => return Err(GetTimeoutError::Timeout),
                Err(TryGetError::Empty) => {}
            }
            thread::yield_now();
        }
    }
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        self.with(|core| {
            core.unfinished = core.unfinished.checked_sub(1).ok_or(TooManyDone)?;
            Ok(())
        })
    }
    pub fn join(&self) {
        while self.with(|core| core.unfinished) != 0 {
            thread::yield_now();
        }
    }
    pub fn close(&self) {
        self.with(|core| core.open = false);
    }
    pub fn len(&self) -> usize {
        self.core.read().unwrap().items.len()
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
