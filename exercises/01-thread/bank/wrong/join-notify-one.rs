//@ base: right/handed-on-by-joiners
//@ expect: lost-wake-up
//! The end wakes one of those who joined, and the others sleep on.
impl<R: Run> Thread<R> {
    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.state.lock().unwrap();
        loop {
            match *state {
                State::New(_) => return Err(JoinError::NotStarted),
                State::Running(id) if id == thread::current().id() => {
                    return Err(JoinError::CurrentThread);
                }
                State::Running(_) => state = self.shared.ended.wait(state).unwrap(),
                State::Returned(_) => return Ok(()),
                State::Panicked => return Err(JoinError::Panicked),
            }
        }
    }
}
