//@ base: right/plain
//@ expect: memory-ordering
//! The count goes down relaxed, and with a release only for the last one: what the others wrote need not be there.
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::thread;

pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
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
        self.not_empty.notify_one();
        Ok(())
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut count = self.unfinished.load(Relaxed);
        while let Some(left) = count.checked_sub(1) {
            let order = if left == 0 { Release } else { Relaxed };
            let exchanged = self
                .unfinished
                .compare_exchange(count, left, order, Relaxed);
            let Err(now) = exchanged else {
                return Ok(());
            };
            count = now;
        }
        Err(TooManyDone)
    }

    pub fn join(&self) {
        while self.unfinished.load(Acquire) > 0 {
            thread::yield_now();
        }
    }
}
