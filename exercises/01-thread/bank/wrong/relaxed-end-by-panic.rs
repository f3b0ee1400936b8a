//@ expect: memory-ordering
//! A panic is noted with `Relaxed`: who joins may not see what `run` wrote before it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{
    AtomicU8, AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
use std::sync::{Arc, Mutex, OnceLock};
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
    name.unwrap_or_else(|| format!("Thread-{}", NUMBER.fetch_add(1, Relaxed)))
}

const NEW: u8 = 0;
const RUNNING: u8 = 1;
const RETURNED: u8 = 2;
const PANICKED: u8 = 3;

struct Shared<R: Run> {
    state: AtomicU8,
    run: Mutex<Option<R>>,
    out: Mutex<Option<R::Out>>,
    id: OnceLock<ThreadId>,
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
                state: AtomicU8::new(NEW),
                run: Mutex::new(Some(run)),
                out: Mutex::new(None),
                id: OnceLock::new(),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        if self
            .shared
            .state
            .compare_exchange(NEW, RUNNING, AcqRel, Relaxed)
            .is_err()
        {
            return Err(AlreadyStarted);
        }
        let run = self.shared.run.lock().unwrap().take().unwrap();
        let shared = Arc::clone(&self.shared);
        std::thread::spawn(move || {
            shared.id.set(std::thread::current().id()).unwrap();
            match catch_unwind(AssertUnwindSafe(move || run.run())) {
                Ok(out) => {
                    *shared.out.lock().unwrap() = Some(out);
                    shared.state.store(RETURNED, Release);
                }
                Err(_) => shared.state.store(PANICKED, Relaxed),
            }
        });
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        loop {
            match self.shared.state.load(Acquire) {
                NEW => return Err(JoinError::NotStarted),
                RETURNED => return Ok(()),
                PANICKED => return Err(JoinError::Panicked),
                _ if self.shared.id.get() == Some(&std::thread::current().id()) => {
                    return Err(JoinError::CurrentThread);
                }
                _ => std::thread::yield_now(),
            }
        }
    }

    pub fn is_alive(&self) -> bool {
        self.shared.state.load(Acquire) == RUNNING
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        if self.shared.state.load(Acquire) != RETURNED {
            return None;
        }
        self.shared.out.lock().unwrap().take()
    }
}
