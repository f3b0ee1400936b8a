//@ base: right/plain
//@ expect: serialised
//! Whoever comes second with `start` is told so only when `run` is over.
impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            drop(state);
            let _ = self.join();
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let shared = Arc::clone(&self.shared);
        let handle = thread::spawn(move || {
            let (end, _carried) = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => (State::Returned(Some(out)), None),
                Err(carried) => (State::Panicked, Some(carried)),
            };
            *shared.state.lock().unwrap() = end;
            shared.ended.notify_all();
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }
}
