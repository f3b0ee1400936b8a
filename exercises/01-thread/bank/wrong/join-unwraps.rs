//@ base: right/is-finished
//@ expect: panic
//! `join` unwraps what `JoinHandle::join` returned, and so panics when `run` did.
pub struct Thread<R: Run> {
    name: String,
    state: Mutex<State<R>>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            state: Mutex::new(State {
                run: Some(run),
                handle: None,
                id: None,
                end: None,
                out: None,
            }),
        }
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.state.lock().unwrap();
        let id = state.id.ok_or(JoinError::NotStarted)?;
        if id == thread::current().id() {
            return Err(JoinError::CurrentThread);
        }
        while state.end.is_none() {
            if let Some(handle) = state.handle.take() {
                drop(state);
                let out = handle.join().unwrap();
                state = self.state.lock().unwrap();
                state.out = Some(out);
                state.end = Some(Ok(()));
            } else {
                drop(state);
                thread::yield_now();
                state = self.state.lock().unwrap();
            }
        }
        Ok(())
    }

    pub fn is_alive(&self) -> bool {
        let state = self.state.lock().unwrap();
        state.id.is_some() && state.end.is_none()
    }
}
