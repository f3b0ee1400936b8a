//@ base: right/plain
//@ expect: panic
//! `task_done` takes one from a count that may be zero.
impl<T> Queue<T> {
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished -= 1;
        if state.unfinished == 0 {
            self.all_done.notify_all();
        }
        Ok(())
    }
}
