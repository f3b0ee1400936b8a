//@ expect: deadlock
//! `JoinHandle::join` is called on whatever thread asks, the one that it waits for included.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

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

static NEXT: AtomicUsize = AtomicUsize::new(1);

pub struct Thread<R: Run> {
    name: String,
    state: Mutex<State<R>>,
    ending: Mutex<Ending<R::Out>>,
}

enum State<R> {
    New(R),
    Started,
    Ended,
}

enum Ending<T> {
    None,
    Handle(JoinHandle<T>),
    Returned(Option<T>),
    Panicked,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            state: Mutex::new(State::New(run)),
            ending: Mutex::new(Ending::None),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.state.lock().unwrap();
        match std::mem::replace(&mut *state, State::Started) {
            State::New(run) => {
                let mut ending = self.ending.lock().unwrap();
                *ending = Ending::Handle(thread::spawn(move || run.run()));
                Ok(())
            }
            other => {
                *state = other;
                Err(AlreadyStarted)
            }
        }
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut ending = self.ending.lock().unwrap();
        if let Ending::Handle(_) = *ending {
            let Ending::Handle(handle) = std::mem::replace(&mut *ending, Ending::None) else {
                unreachable!("it was one a moment ago, under the same lock");
            };
            *ending = match handle.join() {
                Ok(out) => Ending::Returned(Some(out)),
                Err(_) => Ending::Panicked,
            };
            *self.state.lock().unwrap() = State::Ended;
        }
        match *ending {
            Ending::Returned(_) => Ok(()),
            Ending::Panicked => Err(JoinError::Panicked),
            _ => Err(JoinError::NotStarted),
        }
    }

    pub fn is_alive(&self) -> bool {
        matches!(*self.state.lock().unwrap(), State::Started)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        match self.ending.try_lock().as_deref_mut() {
            Ok(Ending::Returned(out)) => out.take(),
            _ => None,
        }
    }
}
