//@ base: right/plain
//@ expect: lost-wake-up
//! The thread wakes the joiners first and notes its end afterwards, when they sleep again.
impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let shared = Arc::clone(&self.shared);
        let handle = thread::spawn(move || {
            let end = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => State::Returned(Some(out)),
                Err(_) => State::Panicked,
            };
            shared.ended.notify_all();
            *shared.state.lock().unwrap() = end;
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }
}
