//@ base: right/plain
//@ expect: memory-ordering
//! `join` polls a `Relaxed` count: it sees that the work is done, yet may not see what the work wrote.
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    unfinished: AtomicUsize,
    not_empty: Condvar,
    not_full: Condvar,
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
            unfinished: AtomicUsize::new(0),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
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
        match self
            .unfinished
            .fetch_update(Relaxed, Relaxed, |n| n.checked_sub(1))
        {
            Ok(_) => Ok(()),
            Err(_) => Err(TooManyDone),
        }
    }

    pub fn join(&self) {
        while self.unfinished.load(Relaxed) > 0 {
            std::thread::yield_now();
        }
    }
}
