//@ base: right/plain
//@ expect: early-return
//! `join` sleeps for a while and takes it for granted that `run` has ended by then.
use std::time::Duration;

impl<R: Run> Thread<R> {
    pub fn join(&self) -> Result<(), JoinError> {
        match *self.shared.state.lock().unwrap() {
            State::New(_) => return Err(JoinError::NotStarted),
            State::Running(id) if id == thread::current().id() => {
                return Err(JoinError::CurrentThread);
            }
            _ => (),
        }
        thread::sleep(Duration::from_millis(100));
        match *self.shared.state.lock().unwrap() {
            State::Panicked => Err(JoinError::Panicked),
            _ => Ok(()),
        }
    }
}
