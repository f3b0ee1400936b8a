//! A read-write lock round the state, whom joiners ask again and again.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, RwLock};
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

static NEXT: Mutex<u64> = Mutex::new(0);

pub struct Thread<R: Run> {
    name: String,
    /// The lock of the output is a second one, since an output need not be one that can be shared.
    phase: Arc<RwLock<Phase>>,
    state: Arc<Mutex<State<R>>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    New,
    Running(ThreadId),
    Returned,
    Panicked,
}

enum State<R: Run> {
    New(R),
    Out(R::Out),
    Nothing,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name.unwrap_or_else(|| {
                let mut next = NEXT.lock().unwrap();
                *next += 1;
                format!("Thread-{next}")
            }),
            phase: Arc::new(RwLock::new(Phase::New)),
            state: Arc::new(Mutex::new(State::New(run))),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut phase = self.phase.write().unwrap();
        if *phase != Phase::New {
            return Err(AlreadyStarted);
        }
        let State::New(run) = self.swap(State::Nothing) else {
            unreachable!("it goes together with the phase");
        };
        let (ended, state) = (Arc::clone(&self.phase), Arc::clone(&self.state));
        let handle = thread::spawn(move || {
            // What a panic carries is dropped last: it may panic in turn.
            let (end, _carried) = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => {
                    *state.lock().unwrap() = State::Out(out);
                    (Phase::Returned, None)
                }
                Err(carried) => (Phase::Panicked, Some(carried)),
            };
            *ended.write().unwrap() = end;
        });
        *phase = Phase::Running(handle.thread().id());
        Ok(())
    }

    fn swap(&self, new: State<R>) -> State<R> {
        std::mem::replace(&mut *self.state.lock().unwrap(), new)
    }

    pub fn join(&self) -> Result<(), JoinError> {
        loop {
            let phase = *self.phase.read().unwrap();
            match phase {
                Phase::New => return Err(JoinError::NotStarted),
                Phase::Running(id) if id == thread::current().id() => {
                    return Err(JoinError::CurrentThread);
                }
                Phase::Running(_) => thread::yield_now(),
                Phase::Returned => return Ok(()),
                Phase::Panicked => return Err(JoinError::Panicked),
            }
        }
    }

    pub fn is_alive(&self) -> bool {
        matches!(*self.phase.read().unwrap(), Phase::Running(_))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        let returned = *self.phase.read().unwrap() == Phase::Returned;
        match returned.then(|| self.swap(State::Nothing)) {
            Some(State::Out(out)) => Some(out),
            _ => None,
        }
    }
}
