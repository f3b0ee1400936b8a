//@ base: right/plain
//@ expect: atomicity-violation
//! The flag `started` is read and set in two steps, so two `start` at once both find it unset.
use std::sync::atomic::AtomicBool;

struct Shared<R: Run> {
    state: Mutex<State<R>>,
    ended: Condvar,
    started: AtomicBool,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                ended: Condvar::new(),
                started: AtomicBool::new(false),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        if self.shared.started.load(Ordering::SeqCst) {
            return Err(AlreadyStarted);
        }
        self.shared.started.store(true, Ordering::SeqCst);
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            unreachable!("`started` was not set");
        };
        let run = run.take().unwrap();
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
}
