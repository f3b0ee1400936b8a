//@ base: right/plain
//@ expect: lost-item
//! The thread finds its work through a `Weak`, and does nothing if the handle was dropped by then.
impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let mut run = run.take();
        let shared = Arc::downgrade(&self.shared);
        let handle = thread::spawn(move || {
            let Some(shared) = shared.upgrade() else {
                return;
            };
            let run = run.take().unwrap();
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
