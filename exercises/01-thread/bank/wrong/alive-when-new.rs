//@ base: right/plain
//@ expect: wrong-answer
//! A thread counts as alive when it has not ended, even if it was never started.
impl<R: Run> Thread<R> {
    pub fn is_alive(&self) -> bool {
        matches!(
            *self.shared.state.lock().unwrap(),
            State::New(_) | State::Running(_)
        )
    }
}
