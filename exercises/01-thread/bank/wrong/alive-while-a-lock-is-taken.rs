//@ base: right/plain
//@ expect: atomicity-violation
//! The thread holds a lock as long as it runs. Whoever looks takes it for a moment, too, and is seen.
use std::sync::mpsc;

struct Shared<R: Run> {
    state: Mutex<State<R>>,
    alive: Mutex<()>,
    ended: Condvar,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                alive: Mutex::new(()),
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
        let shared = Arc::clone(&self.shared);
        let (locked, is_locked) = mpsc::channel();
        let handle = thread::spawn(move || {
            let alive = shared.alive.lock().unwrap();
            locked.send(()).unwrap();
            let (end, _carried) = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => (State::Returned(Some(out)), None),
                Err(carried) => (State::Panicked, Some(carried)),
            };
            drop(alive);
            *shared.state.lock().unwrap() = end;
            shared.ended.notify_all();
        });
        is_locked.recv().unwrap();
        *state = State::Running(handle.thread().id());
        Ok(())
    }

    pub fn is_alive(&self) -> bool {
        let is_new = matches!(*self.shared.state.lock().unwrap(), State::New(_));
        !is_new && self.shared.alive.try_lock().is_err()
    }
}
