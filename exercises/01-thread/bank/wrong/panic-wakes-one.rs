//@ base: right/plain
//@ expect: panic
//! The end by a panic wakes one of those who joined; the ordinary end wakes them all.
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
            let returned = matches!(end, State::Returned(_));
            *shared.state.lock().unwrap() = end;
            if returned {
                shared.ended.notify_all();
            } else {
                shared.ended.notify_one();
            }
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }
}
