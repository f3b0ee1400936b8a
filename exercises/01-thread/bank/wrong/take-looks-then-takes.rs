//@ base: right/plain
//@ expect: atomicity-violation
//! `take` looks whether the output is there, lets go of the lock, and then takes what may be gone.
impl<R: Run> Thread<R> {
    pub fn take(&self) -> Option<R::Out> {
        if !matches!(*self.shared.state.lock().unwrap(), State::Returned(Some(_))) {
            return None;
        }
        match &mut *self.shared.state.lock().unwrap() {
            State::Returned(out) => Some(out.take().expect("it was there")),
            _ => None,
        }
    }
}
