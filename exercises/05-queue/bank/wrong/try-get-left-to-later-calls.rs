//@ base: right/one-condvar-notify-all
//@ expect: lost-wake-up
//! `try_get` wakes nobody that waits for room; mostly a later call wakes all.
impl<T> Queue<T> {
    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock().unwrap();
        match state.items.pop_front() {
            Some(item) => Ok(item),
            None if state.closed => Err(TryGetError::Closed),
            None => Err(TryGetError::Empty),
        }
    }
}
