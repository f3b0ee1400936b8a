//! The thread is there from the beginning, asleep at a channel; `start` only wakes it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
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
    id: ThreadId,
    /// Dropped unused when the thread is never started, and then it ends without having run.
    go: Mutex<Option<Sender<()>>>,
    shared: Arc<(Mutex<State<R::Out>>, Condvar)>,
}

enum State<T> {
    New,
    Running,
    Returned(Option<T>),
    Panicked,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        let (go, wait) = mpsc::channel();
        let shared = Arc::new((Mutex::new(State::New), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let handle = thread::spawn(move || {
            if wait.recv().is_err() {
                return;
            }
            // What a panic carries is dropped last: it may panic in turn.
            let (end, _carried) = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => (State::Returned(Some(out)), None),
                Err(carried) => (State::Panicked, Some(carried)),
            };
            *theirs.0.lock().unwrap() = end;
            theirs.1.notify_all();
        });
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            id: handle.thread().id(),
            go: Mutex::new(Some(go)),
            shared,
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let go = self.go.lock().unwrap().take().ok_or(AlreadyStarted)?;
        *self.shared.0.lock().unwrap() = State::Running;
        go.send(()).unwrap();
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        if self.id == thread::current().id() {
            return Err(JoinError::CurrentThread);
        }
        let state = self.shared.0.lock().unwrap();
        let running = |state: &mut State<_>| matches!(state, State::Running);
        match *self.shared.1.wait_while(state, running).unwrap() {
            State::Returned(_) => Ok(()),
            State::Panicked => Err(JoinError::Panicked),
            _ => Err(JoinError::NotStarted),
        }
    }

    pub fn is_alive(&self) -> bool {
        matches!(*self.shared.0.lock().unwrap(), State::Running)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        match &mut *self.shared.0.lock().unwrap() {
            State::Returned(out) => out.take(),
            _ => None,
        }
    }
}
