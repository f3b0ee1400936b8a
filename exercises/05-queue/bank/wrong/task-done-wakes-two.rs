//@ base: right/plain
//@ expect: lost-wake-up
//! The last `task_done` wakes two of those who join, and there may be more.
impl<T> Queue<T> {
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        if state.unfinished == 0 {
            self.all_done.notify_one();
            self.all_done.notify_one();
        }
        Ok(())
    }
}
