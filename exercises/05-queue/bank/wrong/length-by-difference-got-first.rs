//@ base: right/atomic-length
//@ expect: atomicity-violation
//! The length is how many were put less how many were got, and more may be put while that is read.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    /// Written only while `state` is locked, read by anyone.
    put: AtomicUsize,
    got: AtomicUsize,
    not_empty: Condvar,
    not_full: Condvar,
    all_done: Condvar,
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
            }),
            capacity: capacity.get(),
            put: AtomicUsize::new(0),
            got: AtomicUsize::new(0),
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
        self.put.fetch_add(1, SeqCst);
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
        state.unfinished += 1;
        self.put.fetch_add(1, SeqCst);
        self.not_empty.notify_one();
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        self.got.fetch_add(1, SeqCst);
        self.not_full.notify_one();
        Ok(item)
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                self.got.fetch_add(1, SeqCst);
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
                self.got.fetch_add(1, SeqCst);
                self.not_full.notify_one();
                Ok(item)
            }
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }

    pub fn len(&self) -> usize {
        let got = self.got.load(SeqCst);
        self.put.load(SeqCst) - got
    }
}
