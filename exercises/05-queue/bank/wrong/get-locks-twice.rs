//@ base: right/plain
//@ expect: deadlock
//! `get` asks `is_empty` while it holds the lock that `is_empty` takes.
impl<T> Queue<T> {
    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while self.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        self.not_full.notify_one();
        Ok(item)
    }
}
