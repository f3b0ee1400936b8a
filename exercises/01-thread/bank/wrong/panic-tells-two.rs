//@ base: right/plain
//@ expect: panic
//! After a panic two joiners are woken, and a third sleeps on.
impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let shared = Arc::clone(&self.shared);
        let handle = thread::spawn(move || match catch_unwind(AssertUnwindSafe(|| run.run())) {
            Ok(out) => {
                *shared.state.lock().unwrap() = State::Returned(Some(out));
                shared.ended.notify_all();
            }
            Err(_) => {
                *shared.state.lock().unwrap() = State::Panicked;
                shared.ended.notify_one();
                shared.ended.notify_one();
            }
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }
}
