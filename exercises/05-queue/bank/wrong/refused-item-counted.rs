//@ base: right/plain
//@ expect: wrong-answer
//! `try_put` counts an item as unfinished although it did not get in.
impl<T> Queue<T> {
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(TryPutError::Closed(item));
        }
        state.unfinished += 1;
        if state.items.len() >= self.capacity {
            return Err(TryPutError::Full(item));
        }
        state.items.push_back(item);
        self.not_empty.notify_one();
        Ok(())
    }
}
