//@ base: right/plain
//@ expect: lost-wake-up
//! `close` wakes those who wait for items, not those who wait for room.
impl<T> Queue<T> {
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.not_empty.notify_all();
    }
}
