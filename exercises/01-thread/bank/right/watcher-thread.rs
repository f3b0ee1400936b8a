//! A second thread joins the first with std, and so learns of its end and of its panic.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
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

fn lock_once<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap()
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
        let worker = thread::spawn(move || {
            // Not before the state says that it runs.
            drop(lock_once(&shared.state));
            run.run()
        });
        *state = State::Running(worker.thread().id());
        let shared = Arc::clone(&self.shared);
        thread::spawn(move || {
            // What a panic carries is dropped last: it may panic in turn.
            let (end, _carried) = match worker.join() {
                Ok(out) => (State::Returned(Some(out)), None),
                Err(carried) => (State::Panicked, Some(carried)),
            };
            *lock_once(&shared.state) = end;
            shared.ended.notify_all();
        });
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
