//@ base: right/room-and-let-else
//@ expect: atomicity-violation
//! A `put` counts its item as unfinished before there is room for it.
impl<T> Queue<T> {
    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        state.unfinished += 1;
        while !self.room(&state) && !state.closed {
            state = self.not_full.wait(state).unwrap();
        }
        if state.closed {
            state.unfinished -= 1;
            if state.unfinished == 0 {
                self.all_done.notify_all();
            }
            return Err(Closed(item));
        }
        state.items.push_back(item);
        self.not_empty.notify_one();
        Ok(())
    }
}
