//@ base: right/plain
//@ expect: atomicity-violation
//! `try_put` asks `len` whether there is room, and adds the item under another lock than it asked.
impl<T> Queue<T> {
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let full = self.len() >= self.capacity;
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(TryPutError::Closed(item));
        }
        if full {
            return Err(TryPutError::Full(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.not_empty.notify_one();
        Ok(())
    }
}
