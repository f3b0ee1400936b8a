//@ base: right/plain
//@ expect: lost-item
//! `close` throws away what nobody has taken yet.
impl<T> Queue<T> {
    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.closed = true;
        let rest = std::mem::take(&mut state.items);
        drop(state);
        drop(rest);
        self.not_empty.notify_all();
        self.not_full.notify_all();
    }
}
