//@ base: right/plain
//@ expect: wrong-answer
//! The number is added to the names that were given, too.
impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: format!(
                "{}-{}",
                name.as_deref().unwrap_or("Thread"),
                NEXT.fetch_add(1, Ordering::Relaxed)
            ),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                ended: Condvar::new(),
            }),
        }
    }
}
