//@ base: right/plain
//@ expect: panic
//! A panic in `run` ends the thread before it has told anybody that it ended.
enum State<R: Run> {
    New(Option<R>),
    Running(ThreadId),
    Returned(Option<R::Out>),
    #[allow(dead_code)]
    Panicked,
}

impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let shared = Arc::clone(&self.shared);
        let handle = thread::spawn(move || {
            let end = State::Returned(Some(run.run()));
            *shared.state.lock().unwrap() = end;
            shared.ended.notify_all();
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }
}
