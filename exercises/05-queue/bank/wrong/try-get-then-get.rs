//@ base: right/plain
//@ expect: lost-wake-up
//! `try_get` sees an item, lets go of the lock, and then calls `get`, which waits if another thread was quicker.
impl<T> Queue<T> {
    pub fn try_get(&self) -> Result<T, TryGetError> {
        let state = self.state.lock().unwrap();
        if state.items.is_empty() {
            return Err(match state.closed {
                true => TryGetError::Closed,
                false => TryGetError::Empty,
            });
        }
        drop(state);
        self.get().map_err(|Closed(())| TryGetError::Closed)
    }
}
