//@ base: right/is-finished
//@ expect: early-return
//! The first joiner takes the handle; the second finds none, and believes that all is over.
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
        if state.id.is_none() {
            return Err(JoinError::NotStarted);
        }
        if state.id == Some(thread::current().id()) {
            return Err(JoinError::CurrentThread);
        }
        if let Some(handle) = state.handle.take() {
            drop(state);
            let result = handle.join();
            state = self.state.lock().unwrap();
            state.end = Some(match result {
                Ok(out) => {
                    state.out = Some(out);
                    Ok(())
                }
                Err(_) => Err(()),
            });
        }
        match state.end {
            Some(Err(())) => Err(JoinError::Panicked),
            _ => Ok(()),
        }
    }

    pub fn is_alive(&self) -> bool {
        let state = self.state.lock().unwrap();
        state.id.is_some() && state.end.is_none()
    }
}
