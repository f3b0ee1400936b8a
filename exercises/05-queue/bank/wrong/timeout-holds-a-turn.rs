//@ base: right/room-and-let-else
//@ expect: deadlock
//! Getters take turns, and `get_timeout` waits behind one that sleeps.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    turn: Mutex<()>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
    all_done: Condvar,
}

impl<T> Queue<T> {
    fn new(capacity: usize) -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                closed: false,
                unfinished: 0,
            }),
            turn: Mutex::new(()),
            capacity,
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
        }
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let _turn = self.turn.lock().unwrap();
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        self.not_full.notify_one();
        Ok(item)
    }

    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetTimeoutError> {
        let _turn = self.turn.lock().unwrap();
        let state = self.state.lock().unwrap();
        let (mut state, _) = self
            .not_empty
            .wait_timeout_while(state, timeout, |state| {
                state.items.is_empty() && !state.closed
            })
            .unwrap();
        let Some(item) = state.items.pop_front() else {
            return Err(if state.closed {
                GetTimeoutError::Closed
            } else {
                GetTimeoutError::Timeout
            });
        };
        self.not_full.notify_one();
        Ok(item)
    }
}
