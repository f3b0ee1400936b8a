//@ base: right/plain
//@ expect: lost-item
//! `try_put` looks whether the queue is closed, and takes the lock anew to put.
impl<T> Queue<T> {
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let state = self.state.lock().unwrap();
        if state.closed {
            return Err(TryPutError::Closed(item));
        }
        drop(state);
        let mut state = self.state.lock().unwrap();
        if state.items.len() >= self.capacity {
            return Err(TryPutError::Full(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.not_empty.notify_one();
        Ok(())
    }
}
