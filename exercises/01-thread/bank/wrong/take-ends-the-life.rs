//@ base: right/plain
//@ expect: wrong-answer
//! `take` leaves a state behind in which the thread looks as if it had never been started.
use std::mem;

impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().ok_or(AlreadyStarted)?;
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

    pub fn take(&self) -> Option<R::Out> {
        let mut state = self.shared.state.lock().unwrap();
        if !matches!(*state, State::Returned(_)) {
            return None;
        }
        match mem::replace(&mut *state, State::New(None)) {
            State::Returned(out) => out,
            _ => None,
        }
    }
}
