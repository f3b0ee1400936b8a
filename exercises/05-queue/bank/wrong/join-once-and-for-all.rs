//@ base: right/plain
//@ expect: early-return
//! When all has been done once, that is kept, and `join` does not wait any more.
struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    closed: bool,
    all_done: bool,
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
                all_done: false,
            }),
            capacity: capacity.get(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(TooManyDone)?;
        if state.unfinished == 0 {
            state.all_done = true;
            self.all_done.notify_all();
        }
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while state.unfinished > 0 && !state.all_done {
            state = self.all_done.wait(state).unwrap();
        }
    }
}
