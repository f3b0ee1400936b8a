//@ base: right/room-and-let-else
//@ expect: wrong-answer
//! Closing twice opens the queue again.
impl<T> Queue<T> {
    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.closed = !state.closed;
        self.not_empty.notify_all();
        self.not_full.notify_all();
    }
}
