//@ base: right/plain
//@ expect: wrong-answer
//! `get_timeout` waits for all of its time again whenever it is woken for nothing.
impl<T> Queue<T> {
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            let (guard, waited) = self.not_empty.wait_timeout(state, timeout).unwrap();
            state = guard;
            if waited.timed_out() {
                break;
            }
        }
        match state.items.pop_front() {
            Some(item) => {
                self.not_full.notify_one();
                Ok(item)
            }
            None if state.closed => Err(GetTimeoutError::Closed),
            None => Err(GetTimeoutError::Timeout),
        }
    }
}
