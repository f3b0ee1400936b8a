//@ base: right/plain
//@ expect: early-return
//! `join` waits for what was put before it began, not for what is put while it waits.
struct State<T> {
    items: VecDeque<T>,
    put: usize,
    done: usize,
    closed: bool,
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                put: 0,
                done: 0,
                closed: false,
            }),
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
        state.put += 1;
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
        state.put += 1;
        self.not_empty.notify_one();
        Ok(())
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        if state.done == state.put {
            return Err(TooManyDone);
        }
        state.done += 1;
        self.all_done.notify_all();
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        let put = state.put;
        while state.done < put {
            state = self.all_done.wait(state).unwrap();
        }
    }
}
