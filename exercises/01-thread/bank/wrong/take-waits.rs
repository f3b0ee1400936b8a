//@ base: right/plain
//@ expect: wrong-answer
//! `take` waits for the output, where it should say at once that there is none yet.
impl<R: Run> Thread<R> {
    pub fn take(&self) -> Option<R::Out> {
        let state = self.shared.state.lock().unwrap();
        let running = |state: &mut State<R>| matches!(state, State::Running(_));
        let mut state = self.shared.ended.wait_while(state, running).unwrap();
        match &mut *state {
            State::Returned(out) => out.take(),
            _ => None,
        }
    }
}
