//@ base: right/plain
//@ expect: deadlock
//! `put` locks the items and then the count; `task_done` locks the count and then the items.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    unfinished: Mutex<usize>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
    all_done: Condvar,
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
            unfinished: Mutex::new(0),
            capacity: capacity.get(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
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
        *self.unfinished.lock().unwrap() += 1;
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
        *self.unfinished.lock().unwrap() += 1;
        self.not_empty.notify_one();
        Ok(())
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut unfinished = self.unfinished.lock().unwrap();
        *unfinished = unfinished.checked_sub(1).ok_or(TooManyDone)?;
        // The last one: nobody shall put anything while the joiners are woken.
        if *unfinished == 0 {
            let _state = self.state.lock().unwrap();
            self.all_done.notify_all();
        }
        Ok(())
    }

    pub fn join(&self) {
        let mut unfinished = self.unfinished.lock().unwrap();
        while *unfinished > 0 {
            unfinished = self.all_done.wait(unfinished).unwrap();
        }
    }
}
