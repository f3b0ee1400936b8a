//! Getters and putters wait in one condition variable, and `notify_one` may wake the wrong kind.

use std::collections::VecDeque;
use std::num::NonZeroUsize;

use super::std::sync::{Arc, Condvar, Mutex};
use super::std::thread;

#[derive(Debug, PartialEq, Eq)]
pub struct Closed<T>(pub T);

pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    changed: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    unfinished: usize,
    closed: bool,
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
            changed: Condvar::new(),
        }
    }

    pub fn put(&self, item: T) -> Result<(), Closed<T>> {
        let mut state = self.state.lock().unwrap();
        while state.items.len() >= self.capacity && !state.closed {
            state = self.changed.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed(item));
        }
        state.items.push_back(item);
        state.unfinished += 1;
        self.changed.notify_one();
        Ok(())
    }

    pub fn get(&self) -> Result<T, Closed<()>> {
        let mut state = self.state.lock().unwrap();
        while state.items.is_empty() && !state.closed {
            state = self.changed.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(Closed(()))?;
        self.changed.notify_one();
        Ok(item)
    }
}

// The scenario.

/// Two items go through one place to two consumers, and nobody is left asleep.
pub fn one_producer_two_consumers() {
    let queue = Arc::new(Queue::bounded(NonZeroUsize::MIN));
    let consumers = [(); 2].map(|()| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || queue.get())
    });
    assert_eq!(queue.put(1), Ok(()));
    assert_eq!(queue.put(2), Ok(()));
    let mut got = consumers.map(|consumer| consumer.join().unwrap().unwrap());
    got.sort_unstable();
    assert_eq!(got, [1, 2]);
}
