//@ base: right/plain
//@ expect: forbidden
//! `join` ends the whole process, and nobody is left to say whether the work was right.
impl<T> Queue<T> {
    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while state.unfinished > 0 {
            state = self.all_done.wait(state).unwrap();
        }
        if state.closed {
            std::process::exit(0);
        }
    }
}
