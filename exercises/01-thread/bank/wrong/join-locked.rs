//@ base: right/is-finished
//@ expect: deadlock
//! `join` keeps the lock while it waits, and the thread needs the lock to come to its end.
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
        if state.id == Some(thread::current().id()) {
            return Err(JoinError::CurrentThread);
        }
        if let Some(handle) = state.handle.take() {
            state.end = Some(match handle.join() {
                Ok(out) => {
                    state.out = Some(out);
                    Ok(())
                }
                Err(_) => Err(()),
            });
        }
        match state.end {
            None => Err(JoinError::NotStarted),
            Some(end) => end.map_err(|()| JoinError::Panicked),
        }
    }

    pub fn is_alive(&self) -> bool {
        let state = self.state.lock().unwrap();
        state
            .handle
            .as_ref()
            .is_some_and(|handle| !handle.is_finished())
    }
}
