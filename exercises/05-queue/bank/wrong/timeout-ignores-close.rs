//@ base: right/plain
//@ expect: wrong-answer
//! `get_timeout` waits on although the queue is closed, and then calls it a timeout.
impl<T> Queue<T> {
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let state = self.state.lock().unwrap();
        let (mut state, _) = self
            .not_empty
            .wait_timeout_while(state, timeout, |s| s.items.is_empty())
            .unwrap();
        match state.items.pop_front() {
            Some(item) => {
                self.not_full.notify_one();
                Ok(item)
            }
            None => Err(GetTimeoutError::Timeout),
        }
    }
}
