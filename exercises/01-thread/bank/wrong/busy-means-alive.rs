//@ base: right/plain
//@ expect: atomicity-violation
//! Whoever finds the state locked takes it for the thread's doing. It may be another one that looks.
impl<R: Run> Thread<R> {
    pub fn is_alive(&self) -> bool {
        match self.shared.state.try_lock() {
            Ok(state) => matches!(*state, State::Running(_)),
            Err(_) => true,
        }
    }
}
