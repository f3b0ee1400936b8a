//@ base: right/plain
//@ expect: forbidden
//! `core` is the same library by another name: what comes from there cannot be scheduled.
use core::sync::atomic::{AtomicUsize, Ordering};

pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    getters: AtomicUsize,
    not_empty: Condvar,
    not_full: Condvar,
    all_done: Condvar,
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
            getters: AtomicUsize::new(0),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
        }
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        self.getters.fetch_add(1, Ordering::SeqCst);
        while state.items.is_empty() && !state.closed {
            state = self.not_empty.wait(state).unwrap();
        }
        self.getters.fetch_sub(1, Ordering::SeqCst);
        let item = state.items.pop_front().ok_or(Closed(()))?;
        self.not_full.notify_one();
        Ok(item)
    }
}
