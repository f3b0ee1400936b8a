//@ base: right/plain
//@ expect: deadlock
//! The thread holds the lock of the state while it calls `run`, and nobody can look at it.
impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let shared = Arc::clone(&self.shared);
        let handle = thread::spawn(move || {
            let mut state = shared.state.lock().unwrap();
            *state = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => State::Returned(Some(out)),
                Err(_) => State::Panicked,
            };
            shared.ended.notify_all();
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }
}
