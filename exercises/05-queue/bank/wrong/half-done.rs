//@ base: right/plain
//@ expect: not-started
//! Not a mistake: `get_timeout`, `task_done` and `join` are still to be written.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
}

impl<T> Queue<T> {
    pub fn bounded(capacity: NonZeroUsize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                unfinished: 0,
                closed: false,
            }),
            capacity: capacity.get(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
        }
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        todo!("after get: {timeout:?}")
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        todo!()
    }

    pub fn join(&self) {
        todo!()
    }
}
