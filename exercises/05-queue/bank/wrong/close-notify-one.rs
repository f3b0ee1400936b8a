//@ base: right/plain
//@ expect: lost-wake-up
//! `close` wakes one getter and one putter, and the others never learn of it.
impl<T> Queue<T> {
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.not_empty.notify_one();
        self.not_full.notify_one();
    }
}
