//@ base: right/plain
//@ expect: atomicity-violation
//! `get` looks once, waits once, and then takes it for granted that there is an item.
impl<T> Queue<T> {
    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        if state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        if state.items.is_empty() && state.closed {
            return Err(Closed(()));
        }
        let item = state.items.pop_front().expect("there is an item now");
        self.not_full.notify_one();
        Ok(item)
    }
}
