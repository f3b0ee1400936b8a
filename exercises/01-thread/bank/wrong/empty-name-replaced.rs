//@ expect: wrong-answer
//! The empty name that it was given counts as none, as in `name or f"Thread-{n}"`.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::ThreadId;

/// What a thread has to do: a value that is used up by doing it.
pub trait Run: Send + 'static {
    /// What comes of it.
    type Out: Send + 'static;

    /// Does it.
    fn run(self) -> Self::Out;
}

/// `start` was called before.
#[derive(Debug, PartialEq, Eq)]
pub struct AlreadyStarted;

/// Why `join` has nothing good to tell.
#[derive(Debug, PartialEq, Eq)]
pub enum JoinError {
    /// The thread has not been started.
    NotStarted,
    /// This *is* the thread.
    CurrentThread,
    /// `run` panicked.
    Panicked,
}

static NUMBER: AtomicUsize = AtomicUsize::new(1);
fn name_or(name: Option<String>) -> String {
    name.filter(|n| !n.is_empty())
        .unwrap_or_else(|| format!("Thread-{}", NUMBER.fetch_add(1, Relaxed)))
}

enum State<R: Run> {
    New(R),
    Running(Option<ThreadId>),
    Returned(Option<R::Out>),
    Panicked,
}

struct Shared<R: Run> {
    state: Mutex<State<R>>,
    ended: Condvar,
}

pub struct Thread<R: Run> {
    name: String,
    shared: Arc<Shared<R>>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Self {
            name: name_or(name),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(run)),
                ended: Condvar::new(),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.shared.state.lock().unwrap();
        if !matches!(*state, State::New(_)) {
            return Err(AlreadyStarted);
        }
        let State::New(run) = std::mem::replace(&mut *state, State::Running(None)) else {
            unreachable!()
        };
        let shared = Arc::clone(&self.shared);
        let handle = std::thread::spawn(move || {
            let out = catch_unwind(AssertUnwindSafe(|| run.run()));
            let mut state = shared.state.lock().unwrap();
            *state = match out {
                Ok(out) => State::Returned(Some(out)),
                Err(_) => State::Panicked,
            };
            drop(state);
            shared.ended.notify_all();
        });
        *state = State::Running(Some(handle.thread().id()));
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.state.lock().unwrap();
        loop {
            match &*state {
                State::New(_) => return Err(JoinError::NotStarted),
                State::Running(id) => {
                    if *id == Some(std::thread::current().id()) {
                        return Err(JoinError::CurrentThread);
                    }
                    state = self.shared.ended.wait(state).unwrap();
                }
                State::Returned(_) => return Ok(()),
                State::Panicked => return Err(JoinError::Panicked),
            }
        }
    }

    pub fn is_alive(&self) -> bool {
        matches!(*self.shared.state.lock().unwrap(), State::Running(_))
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
