//@ base: right/is-finished
//@ expect: memory-ordering
//! A flag tells later joiners of a panic, and orders nothing of what `run` wrote before it.
use std::sync::atomic::AtomicBool;

pub struct Thread<R: Run> {
    name: String,
    panicked: AtomicBool,
    state: Mutex<State<R>>,
    joined: Condvar,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            panicked: AtomicBool::new(false),
            state: Mutex::new(State {
                run: Some(run),
                handle: None,
                id: None,
                end: None,
                out: None,
            }),
            joined: Condvar::new(),
        }
    }

    pub fn join(&self) -> Result<(), JoinError> {
        if self.panicked.load(Ordering::Relaxed) {
            return Err(JoinError::Panicked);
        }
        let mut state = self.state.lock().unwrap();
        let id = state.id.ok_or(JoinError::NotStarted)?;
        if id == thread::current().id() {
            return Err(JoinError::CurrentThread);
        }
        if let Some(handle) = state.handle.take() {
            drop(state);
            let result = handle.join();
            self.panicked.store(result.is_err(), Ordering::Relaxed);
            state = self.state.lock().unwrap();
            state.end = Some(result.as_ref().map(|_| ()).map_err(|_| ()));
            match result {
                Ok(out) => state.out = Some(out),
                Err(carried) => std::mem::forget(carried),
            }
            self.joined.notify_all();
        }
        while state.end.is_none() {
            state = self.joined.wait(state).unwrap();
        }
        state.end.unwrap().map_err(|()| JoinError::Panicked)
    }
}
