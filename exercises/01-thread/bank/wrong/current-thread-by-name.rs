//@ base: right/plain
//@ expect: wrong-answer
//! `join` knows its own thread by the name, and two threads may have the same.
enum State<R: Run> {
    New(Option<R>),
    Running,
    Returned(Option<R::Out>),
    Panicked,
}

impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let shared = Arc::clone(&self.shared);
        let name = self.name.clone();
        thread::Builder::new()
            .name(name)
            .spawn(move || {
                let end = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                    Ok(out) => State::Returned(Some(out)),
                    Err(_) => State::Panicked,
                };
                *shared.state.lock().unwrap() = end;
                shared.ended.notify_all();
            })
            .unwrap();
        *state = State::Running;
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.state.lock().unwrap();
        loop {
            match *state {
                State::New(_) => return Err(JoinError::NotStarted),
                State::Running if thread::current().name() == Some(self.name()) => {
                    return Err(JoinError::CurrentThread);
                }
                State::Running => state = self.shared.ended.wait(state).unwrap(),
                State::Returned(_) => return Ok(()),
                State::Panicked => return Err(JoinError::Panicked),
            }
        }
    }

    pub fn is_alive(&self) -> bool {
        matches!(*self.shared.state.lock().unwrap(), State::Running)
    }
}
