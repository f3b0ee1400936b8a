//@ base: right/plain
//@ expect: memory-ordering
//! The count goes down relaxed, and the last one says so with a release: what the others wrote need not be there.
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::thread;

pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
    all_done: AtomicBool,
    unfinished: AtomicUsize,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                closed: false,
            }),
            capacity: capacity.get(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: AtomicBool::new(true),
            unfinished: AtomicUsize::new(0),
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.items.len() >= self.capacity && !state.closed {
            state = self.not_full.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        self.unfinished.fetch_add(1, Relaxed);
        self.all_done.store(false, Relaxed);
        self.not_empty.notify_one();
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
        self.unfinished.fetch_add(1, Relaxed);
        self.all_done.store(false, Relaxed);
        self.not_empty.notify_one();
        Ok(())
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let one_less = |count: usize| count.checked_sub(1);
        let before = self.unfinished.fetch_update(Relaxed, Relaxed, one_less);
        if before.map_err(|_| TooManyDone)? == 1 {
            self.all_done.store(true, Release);
        }
        Ok(())
    }

    pub fn join(&self) {
        while !self.all_done.load(Acquire) {
            thread::yield_now();
        }
    }
}
