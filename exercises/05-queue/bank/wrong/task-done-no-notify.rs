//@ base: right/plain
//@ expect: lost-wake-up
//! `task_done` counts, but never wakes those who wait in `join`.
impl<T> Queue<T> {
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        Ok(())
    }
}
