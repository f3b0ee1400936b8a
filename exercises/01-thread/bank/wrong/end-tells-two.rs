//@ base: right/plain
//@ expect: lost-wake-up
//! Whoever is at its end wakes two joiners, and a third sleeps on.
impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
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
            shared.ended.notify_one();
            shared.ended.notify_one();
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }
}
