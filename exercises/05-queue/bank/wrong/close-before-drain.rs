//@ base: right/plain
//@ expect: lost-item
//! `get` asks whether the queue is closed before it asks whether something is left in it.
impl<T> Queue<T> {
    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(()));
        }
        let item = state.items.pop_front().unwrap();
        self.not_full.notify_one();
        Ok(item)
    }
}
