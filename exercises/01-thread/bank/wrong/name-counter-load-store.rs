//@ base: right/plain
//@ expect: atomicity-violation
//! The number of a default name is read and counted up in two steps: two threads may get the same.
impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name.unwrap_or_else(|| {
                let number = NEXT.load(Ordering::SeqCst);
                NEXT.store(number + 1, Ordering::SeqCst);
                format!("Thread-{number}")
            }),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                ended: Condvar::new(),
            }),
        }
    }
}
