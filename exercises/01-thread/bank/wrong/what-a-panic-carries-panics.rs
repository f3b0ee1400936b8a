//@ base: right/plain
//@ expect: panic
//! What the panic carries is dropped before the end is noted. If that panics in turn, it is never noted.
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
            *shared.state.lock().unwrap() = end;
            shared.ended.notify_all();
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }
}
