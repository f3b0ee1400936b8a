//@ base: right/plain
//@ expect: livelock
//! `get` keeps the lock while it waits for an item, so nobody can put one.
impl<T> Queue<T> {
    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            std::thread::yield_now();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        self.not_full.notify_one();
        Ok(item)
    }
}
