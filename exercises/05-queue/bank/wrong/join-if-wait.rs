//@ base: right/plain
//@ expect: early-return
//! `join` waits once and does not look again when it wakes.
impl<T> Queue<T> {
    pub fn join(&self) {
        let state = self.state.lock().unwrap();
        if state.unfinished > 0 {
            drop(self.all_done.wait(state).unwrap());
        }
    }
}
