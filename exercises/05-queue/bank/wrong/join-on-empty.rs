//@ base: right/plain
//@ expect: early-return
//! `join` waits until the queue is empty, but items that were taken are not done yet.
impl<T> Queue<T> {
    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        self.not_full.notify_one();
        if state.items.is_empty() {
            self.all_done.notify_all();
        }
        Ok(item)
    }

    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => {
                self.not_full.notify_one();
                if state.items.is_empty() {
                    self.all_done.notify_all();
                }
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
                self.not_full.notify_one();
                if state.items.is_empty() {
                    self.all_done.notify_all();
                }
                Ok(item)
            }
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while !state.items.is_empty() {
            state = self.all_done.wait(state).unwrap();
        }
    }
}
