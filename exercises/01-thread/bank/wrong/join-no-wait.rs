//@ base: right/plain
//@ expect: early-return
//! `join` looks once whether the thread has ended and says Ok if it has not panicked yet.
impl<R: Run> Thread<R> {
    pub fn join(&self) -> Result<(), JoinError> {
        let state = self.shared.state.lock().unwrap();
        match *state {
            State::New(_) => return Err(JoinError::NotStarted),
            State::Running(id) if id == thread::current().id() => {
                return Err(JoinError::CurrentThread);
            }
            State::Running(_) | State::Returned(_) => return Ok(()),
            State::Panicked => return Err(JoinError::Panicked),
        }
    }
}
