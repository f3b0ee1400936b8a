//@ base: right/plain
//@ expect: wrong-answer
//! `try_put` says `Full`, "try again later", on a closed queue.
impl<T> Queue<T> {
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let mut state = self.state.lock().unwrap();
        if state.items.len() >= self.capacity {
            return Err(TryPutError::Full(item));
        }
        if state.closed {
            return Err(TryPutError::Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.not_empty.notify_one();
        Ok(())
    }
}
