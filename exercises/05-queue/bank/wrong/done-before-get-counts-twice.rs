//@ base: right/plain
//@ expect: wrong-answer
//@ adds: impl State
//! What is done before it was taken out is counted apart, and nobody looks whether there are so many.
struct State<T> {
    items: VecDeque<T>,
    in_work: usize,
    done_early: usize,
    closed: bool,
}

impl<T> State<T> {
    fn taken(&mut self) {
        match self.done_early {
            0 => self.in_work += 1,
            _ => self.done_early -= 1,
        }
    }

    fn all_is_done(&self) -> bool {
        self.in_work == 0 && self.done_early >= self.items.len()
    }
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                in_work: 0,
                done_early: 0,
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
        self.not_empty.notify_one();
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        state.taken();
        self.not_full.notify_one();
        Ok(item)
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                state.taken();
                self.not_full.notify_one();
                Ok(item)
            }
            None if state.closed => Err(TryGetError::Closed),
            None => Err(TryGetError::Empty),
        }
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let state = self.state.lock().unwrap();
        let (mut state, _) = self
            .not_empty
            .wait_timeout_while(state, timeout, |s| s.items.is_empty() && !s.closed)
            .unwrap();
        match state.items.pop_front() {
            Some(item) => {
                state.taken();
                self.not_full.notify_one();
                Ok(item)
            }
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        if state.in_work > 0 {
            state.in_work -= 1;
        } else if !state.items.is_empty() {
            state.done_early += 1;
        } else {
            return Err(TooManyDone);
        }
        if state.all_is_done() {
            self.all_done.notify_all();
        }
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while !state.all_is_done() {
            state = self.all_done.wait(state).unwrap();
        }
    }
}
