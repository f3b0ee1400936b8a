//@ base: right/plain
//@ expect: lost-item
//! `start` puts an `Arc` of the shared part into itself, to keep it while it runs, and leaves it.
struct Shared<R: Run> {
    state: Mutex<State<R>>,
    ended: Condvar,
    keeper: Mutex<Option<Arc<Shared<R>>>>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                ended: Condvar::new(),
                keeper: Mutex::new(None),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let shared = Arc::clone(&self.shared);
        *self.shared.keeper.lock().unwrap() = Some(Arc::clone(&shared));
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
