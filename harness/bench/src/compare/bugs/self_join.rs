//! Nothing tells a thread that joins itself from any other, so it waits for its own end.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::std::sync::{Arc, Condvar, Mutex};
use super::std::thread;

pub trait Run: Send + 'static {
    type Out: Send + 'static;
    fn run(self) -> Self::Out;
}

#[derive(Debug, PartialEq, Eq)]
pub struct AlreadyStarted;
#[derive(Debug, PartialEq, Eq)]
pub enum JoinError {
    NotStarted,
    CurrentThread,
    Panicked,
}

pub struct Thread<R: Run> {
    shared: Arc<Shared<R>>,
}

struct Shared<R: Run> {
    state: Mutex<State<R>>,
    ended: Condvar,
}

enum State<R: Run> {
    New(Option<R>),
    Running,
    Returned(Option<R::Out>),
    Panicked,
}

impl<R: Run> Thread<R> {
    // Differs: no name. The static that numbers the nameless would not compile with loom's atomics.
    pub fn new(run: R) -> Self {
        Thread {
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                ended: Condvar::new(),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().unwrap();
        let shared = Arc::clone(&self.shared);
        thread::spawn(move || {
            let end = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => State::Returned(Some(out)),
                Err(_) => State::Panicked,
            };
            *shared.state.lock().unwrap() = end;
            shared.ended.notify_all();
        });
        *state = State::Running;
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.state.lock().unwrap();
        loop {
            match *state {
                State::New(_) => return Err(JoinError::NotStarted),
                State::Running => state = self.shared.ended.wait(state).unwrap(),
                State::Returned(_) => return Ok(()),
                State::Panicked => return Err(JoinError::Panicked),
            }
        }
    }
}

// The scenario.

struct Job(Box<dyn FnOnce() + Send>);

impl Run for Job {
    type Out = ();

    fn run(self) {
        (self.0)();
    }
}

/// A thread that joins itself is told CurrentThread: it would wait for ever.
pub fn join_from_inside() {
    let slot: Arc<Mutex<Option<Arc<Thread<Job>>>>> = Arc::new(Mutex::new(None));
    let thread = {
        let slot = Arc::clone(&slot);
        Arc::new(Thread::new(Job(Box::new(move || {
            let me = slot.lock().unwrap().take().unwrap();
            assert_eq!(me.join(), Err(JoinError::CurrentThread));
        }))))
    };
    *slot.lock().unwrap() = Some(Arc::clone(&thread));
    thread.start().unwrap();
    assert_eq!(thread.join(), Ok(()));
}
