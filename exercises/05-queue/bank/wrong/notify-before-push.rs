//@ base: right/plain
//@ expect: lost-wake-up
//! `put` wakes a getter first and adds the item afterwards, when the getter may sleep again.
impl<T> Queue<T> {
    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        self.not_empty.notify_one();
        let mut state = self.state.lock().unwrap();
        while state.items.len() >= self.capacity && !state.closed {
            state = self.not_full.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        Ok(())
    }
}
