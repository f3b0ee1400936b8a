//@ base: right/plain
//@ expect: lost-item
//! A `take` that comes too early marks the output as taken, and the thread throws it away.
use std::sync::atomic::AtomicBool;

struct Shared<R: Run> {
    state: Mutex<State<R>>,
    ended: Condvar,
    taken: AtomicBool,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                ended: Condvar::new(),
                taken: AtomicBool::new(false),
            }),
        }
    }

    pub fn take(&self) -> Option<R::Out> {
        if self.shared.taken.swap(true, Ordering::SeqCst) {
            return None;
        }
        match &mut *self.shared.state.lock().unwrap() {
            State::Returned(out) => out.take(),
            _ => None,
        }
    }
}
