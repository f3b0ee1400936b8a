//! A thread-local number says which of them a thread is; nobody asks std for an id.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

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

thread_local! {
    /// The number of the `Thread` that runs here.
    static CURRENT: Cell<Option<usize>> = const { Cell::new(None) };
}

static NEXT: AtomicUsize = AtomicUsize::new(1);

pub struct Thread<R: Run> {
    name: String,
    number: usize,
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
    pub fn new(name: Option<String>, run: R) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Thread {
            name: name.unwrap_or_else(|| format!("Thread-{number}")),
            number,
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
        let number = self.number;
        *state = State::Running;
        thread::spawn(move || {
            CURRENT.set(Some(number));
            // What a panic carries is dropped last: it may panic in turn.
            let (end, _carried) = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => (State::Returned(Some(out)), None),
                Err(carried) => (State::Panicked, Some(carried)),
            };
            *shared.state.lock().unwrap() = end;
            shared.ended.notify_all();
        });
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.state.lock().unwrap();
        loop {
            match *state {
                State::New(_) => return Err(JoinError::NotStarted),
                State::Running if CURRENT.get() == Some(self.number) => {
                    return Err(JoinError::CurrentThread);
                }
                State::Running => state = self.shared.ended.wait(state).unwrap(),
                State::Returned(_) => return Ok(()),
                State::Panicked => return Err(JoinError::Panicked),
            }
        }
    }

    pub fn is_alive(&self) -> bool {
        matches!(*self.shared.state.lock().unwrap(), State::Running)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        match &mut *self.shared.state.lock().unwrap() {
            State::Returned(out) => out.take(),
            _ => None,
        }
    }
}
