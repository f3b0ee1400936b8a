//@ base: right/plain
//@ expect: wrong-answer
//! `join` of a new thread waits for somebody to start it, where it should say NotStarted.
impl<R: Run> Thread<R> {
    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.state.lock().unwrap();
        loop {
            match *state {
                State::Running(id) if id == thread::current().id() => {
                    return Err(JoinError::CurrentThread);
                }
                State::New(_) | State::Running(_) => state = self.shared.ended.wait(state).unwrap(),
                State::Returned(_) => return Ok(()),
                State::Panicked => return Err(JoinError::Panicked),
            }
        }
    }
}
