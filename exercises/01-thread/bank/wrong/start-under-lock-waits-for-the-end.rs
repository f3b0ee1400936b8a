//@ base: right/plain
//@ expect: serialised
//! `start` keeps the lock until the thread has ended, to be sure that nobody sees it half started.
enum State<R: Run> {
    New(Option<R>),
    #[allow(dead_code)]
    Running(ThreadId),
    Returned(Option<R::Out>),
    Panicked,
}

impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let handle = thread::spawn(move || catch_unwind(AssertUnwindSafe(|| run.run())));
        *state = match handle.join().unwrap() {
            Ok(out) => State::Returned(Some(out)),
            Err(_) => State::Panicked,
        };
        self.shared.ended.notify_all();
        Ok(())
    }
}
