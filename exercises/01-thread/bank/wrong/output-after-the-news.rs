//@ base: right/is-finished
//@ expect: lost-item
//! The joiner with the handle tells the others of the end, and puts the output there afterwards.
impl<R: Run> Thread<R> {
    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.state.lock().unwrap();
        let id = state.id.ok_or(JoinError::NotStarted)?;
        if id == thread::current().id() {
            return Err(JoinError::CurrentThread);
        }
        if let Some(handle) = state.handle.take() {
            drop(state);
            let result = handle.join();
            state = self.state.lock().unwrap();
            state.end = Some(result.as_ref().map(|_| ()).map_err(|_| ()));
            self.joined.notify_all();
            drop(state);
            state = self.state.lock().unwrap();
            match result {
                Ok(out) => state.out = Some(out),
                Err(carried) => std::mem::forget(carried),
            }
        }
        while state.end.is_none() {
            state = self.joined.wait(state).unwrap();
        }
        state.end.unwrap().map_err(|()| JoinError::Panicked)
    }
}
