//@ base: right/plain
//@ expect: early-return
//! `is_alive` has a flag of its own, which falls only after those who join have been woken.
use std::sync::atomic::AtomicBool;

struct Shared<R: Run> {
    state: Mutex<State<R>>,
    ended: Condvar,
    alive: AtomicBool,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                ended: Condvar::new(),
                alive: AtomicBool::new(false),
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
        self.shared.alive.store(true, Ordering::SeqCst);
        let handle = thread::spawn(move || {
            let end = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => State::Returned(Some(out)),
                Err(_) => State::Panicked,
            };
            *shared.state.lock().unwrap() = end;
            shared.ended.notify_all();
            shared.alive.store(false, Ordering::SeqCst);
        });
        *state = State::Running(handle.thread().id());
        Ok(())
    }

    pub fn is_alive(&self) -> bool {
        self.shared.alive.load(Ordering::SeqCst)
    }
}
