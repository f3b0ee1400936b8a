//@ base: right/plain
//@ expect: atomicity-violation
//! `get` waits once, and takes an empty queue after the wait for a closed one.
impl<T> Queue<T> {
    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        if state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        self.not_full.notify_one();
        Ok(item)
    }
}
