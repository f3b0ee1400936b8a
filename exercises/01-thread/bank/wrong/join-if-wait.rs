//@ base: right/plain
//@ expect: early-return
//! `join` waits once instead of in a loop, and a wait may end for no reason.
impl<R: Run> Thread<R> {
    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.state.lock().unwrap();
        if let State::Running(id) = *state {
            if id == thread::current().id() {
                return Err(JoinError::CurrentThread);
            }
            state = self.shared.ended.wait(state).unwrap();
        }
        match *state {
            State::New(_) => Err(JoinError::NotStarted),
            State::Running(_) | State::Returned(_) => Ok(()),
            State::Panicked => Err(JoinError::Panicked),
        }
    }
}
