//@ base: right/plain
//@ expect: atomicity-violation
//! A lock of its own for `is_alive`. Whoever finds it taken says no, and it may be another one that looks.
struct Shared<R: Run> {
    state: Mutex<State<R>>,
    alive: Mutex<bool>,
    ended: Condvar,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                alive: Mutex::new(false),
                ended: Condvar::new(),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        *self.shared.alive.lock().unwrap() = true;
        let shared = Arc::clone(&self.shared);
        let handle = thread::spawn(move || {
            let (end, _carried) = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => (State::Returned(Some(out)), None),
                Err(carried) => (State::Panicked, Some(carried)),
            };
            *shared.alive.lock().unwrap() = false;
            *shared.state.lock().unwrap() = end;
            shared.ended.notify_all();
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }

    pub fn is_alive(&self) -> bool {
        self.shared.alive.try_lock().is_ok_and(|alive| *alive)
    }
}
