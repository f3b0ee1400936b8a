//@ base: right/atomic-length
//@ expect: atomicity-violation
//! An item is counted when the lock has been given back; until then somebody may get it, and the count goes below zero.
impl<T> Queue<T> {
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
        drop(state);
        self.length.fetch_add(1, SeqCst);
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
        drop(state);
        self.length.fetch_add(1, SeqCst);
        self.not_empty.notify_one();
        Ok(())
    }
}
