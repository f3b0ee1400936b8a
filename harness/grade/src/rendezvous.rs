//! A meeting point: the way to ask whether things really happen at once, without a clock.

use std::panic::Location;

use heddle::sync::{Condvar, Mutex};
use heddle_runtime::{Engine, RawMeeting};

/// A point where a number of threads wait until all of them are there.
///
/// Code that runs its parts one after the other never brings all of them here, so it deadlocks in a
/// model, each time, where timing would only make it slow. It can be used once.
#[derive(Debug)]
pub struct Rendezvous {
    expected: usize,
    in_search: RawMeeting,
    arrived: Mutex<usize>,
    all_here: Condvar,
}

impl Rendezvous {
    /// A meeting of that many threads.
    pub fn new(expected: usize) -> Self {
        Rendezvous {
            expected,
            in_search: RawMeeting::new(),
            arrived: Mutex::new(0),
            all_here: Condvar::new(),
        }
    }

    /// Waits until everyone has arrived.
    pub fn meet(&self) {
        if heddle_runtime::engine() == Engine::Search {
            let expected = u32::try_from(self.expected).expect("so many threads there are not");
            return self.in_search.meet(expected, Location::caller());
        }
        let mut arrived = self
            .arrived
            .lock()
            .expect("nothing panics while it holds this lock");
        *arrived += 1;
        if *arrived >= self.expected {
            self.all_here.notify_all();
        }
        while *arrived < self.expected {
            arrived = self
                .all_here
                .wait(arrived)
                .expect("nothing panics while it holds this lock");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread};

    use super::Rendezvous;

    #[test]
    fn nobody_leaves_before_everybody_came() {
        let meeting = Arc::new(Rendezvous::new(3));
        let others: Vec<_> = (0..2)
            .map(|_| {
                let meeting = Arc::clone(&meeting);
                thread::spawn(move || meeting.meet())
            })
            .collect();
        assert!(others.iter().all(|other| !other.is_finished()));
        meeting.meet();
        others.into_iter().for_each(|other| other.join().unwrap());
    }
}
