//@ base: right/room-and-let-else
//@ expect: lost-wake-up
//! A timeout of zero means no timeout, as in C.
impl<T> Queue<T> {
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        if timeout.is_zero() {
            return self.get().map_err(|_| GetTimeoutError::Closed);
        }
        let state = self.state.lock().unwrap();
        let (mut state, _) = self
            .not_empty
            .wait_timeout_while(state, timeout, |state| {
                state.items.is_empty() && !state.closed
            })
            .unwrap();
        let Some(item) = state.items.pop_front() else {
            return Err(if state.closed {
                GetTimeoutError::Closed
            } else {
                GetTimeoutError::Timeout
            });
        };
        self.not_full.notify_one();
        Ok(item)
    }
}
