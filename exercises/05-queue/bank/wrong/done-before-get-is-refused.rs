//@ base: right/plain
//@ expect: wrong-answer
//! `task_done` counts against what was taken out, and not against what was put.
struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    closed: bool,
    taken: usize,
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
                taken: 0,
            }),
            capacity: capacity.get(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
        }
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        state.taken += 1;
        self.not_full.notify_one();
        Ok(item)
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                state.taken += 1;
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
                state.taken += 1;
                self.not_full.notify_one();
                Ok(item)
            }
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.taken = state.taken.checked_sub(1).ok_or(TooManyDone)?;
        state.unfinished -= 1;
        if state.unfinished == 0 {
            self.all_done.notify_all();
        }
        Ok(())
    }
}
