//@ base: right/plain
//@ expect: wrong-answer
//! After a panic `join` says Ok: the thread has ended, has it not?
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
                State::Panicked => return Ok(()),
            }
        }
    }
}
