//! Exercise 01, solved: the life of a thread as one state behind one lock.
//!
//! `State` goes from top to bottom and never back. Who starts the thread makes the first step, the
//! thread itself makes the last one and tells everyone who waits for it.
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, ThreadId};

/// What a thread has to do: a value that is used up by doing it.
pub trait Run: Send + 'static {
    /// What comes of it.
    type Out: Send + 'static;

    /// Does it.
    fn run(self) -> Self::Out;
}

/// [`Thread::start`] was called before.
#[derive(Debug, PartialEq, Eq)]
pub struct AlreadyStarted;

/// Why [`Thread::join`] has nothing good to tell.
#[derive(Debug, PartialEq, Eq)]
pub enum JoinError {
    /// The thread has not been started.
    NotStarted,
    /// The thread wants to wait for its own end.
    CurrentThread,
    /// [`Run::run`] panicked.
    Panicked,
}

/// A thread with a name, that is made first and started later.
pub struct Thread<R: Run> {
    name: String,
    shared: Arc<Shared<R>>,
}

/// What the thread and its handle have in common.
struct Shared<R: Run> {
    state: Mutex<State<R>>,
    /// The state has become `Returned` or `Panicked`.
    ended: Condvar,
}

enum State<R: Run> {
    /// Empty only while `start` holds the lock.
    New(Option<R>),
    Running(ThreadId),
    /// The output, until somebody takes it.
    Returned(Option<R::Out>),
    Panicked,
}

impl<R: Run> Thread<R> {
    /// A thread that will do `run` once it is started.
    pub fn new(name: Option<String>, run: R) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        // Relaxed: the number is all that this counter is about.
        let default = || format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Thread {
            name: name.unwrap_or_else(default),
            shared: Arc::new(Shared {
                state: Mutex::new(State::New(Some(run))),
                ended: Condvar::new(),
            }),
        }
    }

    /// Begins to do `run` on a thread of its own.
    ///
    /// # Panics
    ///
    /// If the system has no thread to give.
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        // Held until the state is `Running`: the thread can end, or join itself, only after that.
        let mut state = self.shared.lock();
        let State::New(run) = &mut *state else {
            return Err(AlreadyStarted);
        };
        let run = run.take().expect("a new thread has something to do");
        let shared = Arc::clone(&self.shared);
        let thread = thread::spawn(move || {
            let (end, _carried) = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => (State::Returned(Some(out)), None),
                Err(carried) => (State::Panicked, Some(carried)),
            };
            *shared.lock() = end;
            shared.ended.notify_all();
            // What a panic carries is dropped only now. It may panic in turn, and that ends nothing but
            // this thread.
        });
        *state = State::Running(thread.thread().id());
        Ok(())
    }

    /// Waits until `run` has ended.
    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.shared.lock();
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

    /// Whether it was started and has not ended.
    pub fn is_alive(&self) -> bool {
        matches!(*self.shared.lock(), State::Running(_))
    }

    /// The name that it was given or found for itself.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes the output, if it is there.
    pub fn take(&self) -> Option<R::Out> {
        match &mut *self.shared.lock() {
            State::Returned(out) => out.take(),
            _ => None,
        }
    }
}

impl<R: Run> Shared<R> {
    /// Never poisoned: `run` is not called under this lock.
    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap()
    }
}
