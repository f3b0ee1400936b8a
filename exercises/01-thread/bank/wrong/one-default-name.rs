//@ base: right/plain
//@ expect: wrong-answer
//@ drops: static NEXT
//! Every thread without a name gets the same one.
impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name.unwrap_or_else(|| "Thread-1".into()),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                ended: Condvar::new(),
            }),
        }
    }
}
