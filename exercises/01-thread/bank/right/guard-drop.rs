//! No `catch_unwind`: a guard that is dropped in any case notes the end, unwinding or not.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, ThreadId};

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
    shared: Arc<Shared<R>>,
}

struct Shared<R: Run> {
    state: Mutex<State<R>>,
    ended: Condvar,
}

enum State<R: Run> {
    New(Option<R>),
    Running(ThreadId),
    Returned(Option<R::Out>),
    Panicked,
}

/// Notes the end of the thread when it is dropped: a panic, unless it was told otherwise.
struct End<R: Run> {
    shared: Arc<Shared<R>>,
    state: Option<State<R>>,
}

impl<R: Run> Drop for End<R> {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock().unwrap();
        *state = self.state.take().unwrap();
        self.shared.ended.notify_all();
    }
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
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
        let handle = thread::spawn(move || {
            let mut end = End {
                shared,
                state: Some(State::Panicked),
            };
            end.state = Some(State::Returned(Some(run.run())));
        });
        *state = State::Running(handle.thread().id());
        // Who drops the handle drops what a panic carries. If that panics in turn, std ends the process.
        std::mem::forget(handle);
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.state.lock().unwrap();
        loop {
            match *state {
                State::New(_) => return Err(JoinError::NotStarted),
                State::Running(id) if id == thread::current().id() => {
                    return Err(JoinError::CurrentThread);
                }
                State::Running(_) => state = self.shared.ended.wait(state).unwrap(),
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
