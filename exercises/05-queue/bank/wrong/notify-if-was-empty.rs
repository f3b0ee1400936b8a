//@ base: right/plain
//@ expect: lost-wake-up
//! `put` wakes a getter only when the queue was empty, but two may wait while two items come.
impl<T> Queue<T> {
    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.items.len() >= self.capacity && !state.closed {
            state = self.not_full.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        if state.items.len() == 1 {
            self.not_empty.notify_one();
        }
        Ok(())
    }
}
