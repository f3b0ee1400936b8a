//@ base: right/plain
//@ expect: lost-item
//! What is shared holds an `Arc` of itself, so neither the work nor its output is ever dropped.
struct Shared<R: Run> {
    state: Mutex<State<R>>,
    ended: Condvar,
    myself: Mutex<Option<Arc<Shared<R>>>>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State::New(Some(run))),
            ended: Condvar::new(),
            myself: Mutex::new(None),
        });
        *shared.myself.lock().unwrap() = Some(Arc::clone(&shared));
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            shared,
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let myself = self.shared.myself.lock().unwrap().clone();
        let shared = myself.unwrap();
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
