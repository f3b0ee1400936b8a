//@ base: right/plain
//@ expect: lost-item
//! `put` on a closed queue drops the item and says that all is well.
impl<T> Queue<T> {
    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.items.len() >= self.capacity && !state.closed {
            state = self.not_full.wait(state).unwrap();
        }
        if state.closed {
            drop(state);
            drop(item);
            return Ok(());
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.not_empty.notify_one();
        Ok(())
    }
}
