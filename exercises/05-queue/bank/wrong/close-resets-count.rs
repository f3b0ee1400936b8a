//@ base: right/plain
//@ expect: early-return
//! `close` sets the count of unfinished items to zero, and `join` believes it.
impl<T> Queue<T> {
    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.closed = true;
        state.unfinished = 0;
        self.not_empty.notify_all();
        self.not_full.notify_all();
        self.all_done.notify_all();
    }
}
