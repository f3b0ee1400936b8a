//@ base: right/atomic-length
//@ expect: atomicity-violation
//! An item counts as inside as soon as its `put` begins, also while it waits for room.
impl<T> Queue<T> {
    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        self.length.fetch_add(1, SeqCst);
        while state.items.len() >= self.capacity && !state.closed {
            state = self.not_full.wait(state).unwrap();
        }
        if state.closed {
            self.length.fetch_sub(1, SeqCst);
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.not_empty.notify_one();
        Ok(())
    }
}
