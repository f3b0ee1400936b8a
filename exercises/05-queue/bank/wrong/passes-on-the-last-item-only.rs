//@ base: right/plain
//@ expect: lost-wake-up
//@ adds: Queue::wake_a_getter
//! While one getter is on its way out of its sleep, no other is woken; it wakes the next one only for the last item.
struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    closed: bool,
    asleep: usize,
    waking: bool,
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
                asleep: 0,
                waking: false,
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
        state.unfinished += 1;
        self.wake_a_getter(&mut state);
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
        state.unfinished += 1;
        self.wake_a_getter(&mut state);
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state.asleep += 1;
            state = self.not_empty.wait(state).unwrap();
            state.asleep -= 1;
            state.waking = false;
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        if state.items.len() == 1 {
            self.wake_a_getter(&mut state);
        }
        self.not_full.notify_one();
        Ok(item)
    }

    fn wake_a_getter(&self, state: &mut State<T>) {
        if state.asleep > 0 && !state.waking {
            state.waking = true;
            self.not_empty.notify_one();
        }
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let mut state = self.state.lock().unwrap();
        state.asleep += 1;
        let (mut state, _) = self
            .not_empty
            .wait_timeout_while(state, timeout, |s| s.items.is_empty() && !s.closed)
            .unwrap();
        state.asleep -= 1;
        state.waking = false;
        if state.items.len() == 2 {
            self.wake_a_getter(&mut state);
        }
        match state.items.pop_front() {
            Some(item) => {
                self.not_full.notify_one();
                Ok(item)
            }
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }
}
