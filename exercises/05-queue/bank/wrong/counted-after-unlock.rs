//@ base: right/plain
//@ expect: atomicity-violation
//! `put` counts the item as unfinished too late: somebody may have got it and be done with it by then.
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
        self.not_empty.notify_one();
        drop(state);
        self.state.lock().unwrap().unfinished += 1;
        Ok(())
    }
}
