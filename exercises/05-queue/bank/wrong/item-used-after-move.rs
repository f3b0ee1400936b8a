//@ base: right/plain
//@ expect: compile-error
//! `try_put` gives the item to `put` and then wants to give it back as well.
impl<T> Queue<T> {
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let state = self.state.lock().unwrap();
        if state.closed {
            return Err(TryPutError::Closed(item));
        }
        if state.items.len() >= self.capacity {
            return Err(TryPutError::Full(item));
        }
        drop(state);
        self.put(item).map_err(|_| TryPutError::Closed(item))
    }
}
