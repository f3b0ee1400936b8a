//@ base: right/plain
//@ expect: early-return
//! Who joins looks at the round before it waits. The last one of the round before may end it just then.
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
    rounds: AtomicUsize,
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
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            rounds: AtomicUsize::new(0),
            all_done: Condvar::new(),
        }
    }

    pub fn join(&self) {
        let round = self.rounds.load(SeqCst);
        let mut state = self.state.lock().unwrap();
        while state.unfinished > 0 && self.rounds.load(SeqCst) == round {
            state = self.all_done.wait(state).unwrap();
        }
        drop(state);
        // Whoever joins next begins a new round.
        let _ = self
            .rounds
            .compare_exchange(round, round + 1, SeqCst, SeqCst);
    }
}
