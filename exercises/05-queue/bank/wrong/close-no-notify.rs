//@ base: right/plain
//@ expect: lost-wake-up
//! `close` sets the flag and wakes nobody.
impl<T> Queue<T> {
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
    }
}
