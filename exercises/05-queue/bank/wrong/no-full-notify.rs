//@ base: right/plain
//@ expect: lost-wake-up
//! `get` makes room and tells nobody who waits for it.
impl<T> Queue<T> {
    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        Ok(item)
    }
}
