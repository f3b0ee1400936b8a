//! The end is a value that is set once, and `OnceLock` knows how to wait for it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
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
    run: Mutex<Option<R>>,
    id: OnceLock<ThreadId>,
    shared: Arc<Shared<R::Out>>,
}

struct Shared<T> {
    /// Open once the id is known: nobody may join the thread before, not even itself.
    begin: OnceLock<()>,
    out: Mutex<Option<T>>,
    returned: OnceLock<bool>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            run: Mutex::new(Some(run)),
            id: OnceLock::new(),
            shared: Arc::new(Shared {
                begin: OnceLock::new(),
                out: Mutex::new(None),
                returned: OnceLock::new(),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let run = self.run.lock().unwrap().take().ok_or(AlreadyStarted)?;
        let shared = Arc::clone(&self.shared);
        let handle = thread::spawn(move || {
            shared.begin.wait();
            match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => {
                    *shared.out.lock().unwrap() = Some(out);
                    shared.returned.set(true).unwrap();
                }
                Err(carried) => {
                    shared.returned.set(false).unwrap();
                    drop(carried);
                }
            }
        });
        self.id.set(handle.thread().id()).unwrap();
        self.shared.begin.set(()).unwrap();
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        match self.id.get() {
            None => Err(JoinError::NotStarted),
            Some(&id) if id == thread::current().id() => Err(JoinError::CurrentThread),
            Some(_) if *self.shared.returned.wait() => Ok(()),
            Some(_) => Err(JoinError::Panicked),
        }
    }

    pub fn is_alive(&self) -> bool {
        self.id.get().is_some() && self.shared.returned.get().is_none()
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        self.shared.out.lock().unwrap().take()
    }
}
