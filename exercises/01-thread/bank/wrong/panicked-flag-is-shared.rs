//@ base: right/plain
//@ expect: wrong-answer
//@ adds: static PANICKED
//! The flag that says `run` panicked is one static for all threads: who comes later panicked, too.
use std::sync::atomic::AtomicBool;

static PANICKED: AtomicBool = AtomicBool::new(false);

enum State<R: Run> {
    New(Option<R>),
    Running(ThreadId),
    Ended(Option<R::Out>),
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
            let out = catch_unwind(AssertUnwindSafe(|| run.run()));
            if out.is_err() {
                PANICKED.store(true, Ordering::SeqCst);
            }
            *shared.state.lock().unwrap() = State::Ended(out.ok());
            shared.ended.notify_all();
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.state.lock().unwrap();
        loop {
            match *state {
                State::New(_) => return Err(JoinError::NotStarted),
                State::Running(id) if id == thread::current().id() => {
                    return Err(JoinError::CurrentThread);
                }
                State::Running(_) => state = self.shared.ended.wait(state).unwrap(),
                State::Ended(_) if PANICKED.load(Ordering::SeqCst) => {
                    return Err(JoinError::Panicked);
                }
                State::Ended(_) => return Ok(()),
            }
        }
    }

    pub fn take(&self) -> Option<R::Out> {
        match &mut *self.shared.state.lock().unwrap() {
            State::Ended(out) => out.take(),
            _ => None,
        }
    }
}
