//@ base: right/room-and-let-else
//@ expect: lost-wake-up
//! Consumers and joiners share a condition variable, and `notify_one` wakes a joiner.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
}

impl<T> Queue<T> {
    fn new(capacity: usize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                closed: false,
                unfinished: 0,
            }),
            capacity,
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        if state.unfinished == 0 {
            return Err(TooManyDone);
        }
        state.unfinished -= 1;
        if state.unfinished == 0 {
            self.not_empty.notify_all();
        }
        Ok(())
    }

    pub fn join(&self) {
        let mut state = self.state.lock().unwrap();
        while state.unfinished > 0 {
            state = self.not_empty.wait(state).unwrap();
        }
    }
}
