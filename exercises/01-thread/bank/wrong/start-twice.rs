//@ base: right/plain
//@ expect: atomicity-violation
//! `start` looks, lets go of the lock, and acts: two threads may look before one acts.
impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        if !matches!(*self.shared.state.lock().unwrap(), State::New(_)) {
            return Err(AlreadyStarted);
        }
        let mut state = self.shared.state.lock().unwrap();
        let run = match &mut *state {
            State::New(run) => run.take(),
            _ => None,
        };
        let Some(run) = run else {
            return Ok(());
        };
        let shared = Arc::clone(&self.shared);
        let handle = thread::spawn(move || {
            let end = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => State::Returned(Some(out)),
                Err(_) => State::Panicked,
            };
            *shared.state.lock().unwrap() = end;
            shared.ended.notify_all();
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }
}
