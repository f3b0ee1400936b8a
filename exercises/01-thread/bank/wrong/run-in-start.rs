//@ base: right/plain
//@ expect: serialised
//! `start` calls `run` itself, as one does who mixes up `run()` and `start()` in Python.
impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let shared = Arc::clone(&self.shared);
        *state = State::Running(thread::current().id());
        drop(state);
        let end = match catch_unwind(AssertUnwindSafe(|| run.run())) {
            Ok(out) => State::Returned(Some(out)),
            Err(_) => State::Panicked,
        };
        *shared.state.lock().unwrap() = end;
        shared.ended.notify_all();
        Ok(())
    }
}
