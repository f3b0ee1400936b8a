//@ base: right/plain
//@ expect: wrong-answer
//! `task_done` with nothing unfinished does nothing and says that all is well.
impl<T> Queue<T> {
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished = state.unfinished.saturating_sub(1);
        if state.unfinished == 0 {
            self.all_done.notify_all();
        }
        Ok(())
    }
}
