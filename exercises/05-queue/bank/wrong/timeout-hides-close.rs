//@ base: right/plain
//@ expect: wrong-answer
//! `get_timeout` knows only "an item came" and "none came", and says `Timeout` on a closed queue.
impl<T> Queue<T> {
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let state = self.state.lock().unwrap();
        let (mut state, _) = self
            .not_empty
            .wait_timeout_while(state, timeout, |s| s.items.is_empty() && !s.closed)
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
