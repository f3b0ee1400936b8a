//! Nobody ever sends: the channel that closes with the thread is the sign that it has ended.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
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
    run: Mutex<Option<(R, Sender<()>)>>,
    /// The thread's other end is dropped when it ends; joiners take turns.
    end: Mutex<Receiver<()>>,
    shared: Arc<Mutex<Shared<R::Out>>>,
}

struct Shared<T> {
    id: Option<ThreadId>,
    result: Option<Result<Option<T>, ()>>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        let (keep_open, end) = mpsc::channel();
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            run: Mutex::new(Some((run, keep_open))),
            end: Mutex::new(end),
            shared: Arc::new(Mutex::new(Shared {
                id: None,
                result: None,
            })),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let (run, keep_open) = self.run.lock().unwrap().take().ok_or(AlreadyStarted)?;
        let shared = Arc::clone(&self.shared);
        let mut state = self.shared.lock().unwrap();
        let handle = thread::spawn(move || {
            // The sender goes last of all, also if what a panic carries panics when it is dropped.
            let _keep_open = keep_open;
            let (result, _carried) = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => (Ok(Some(out)), None),
                Err(carried) => (Err(()), Some(carried)),
            };
            shared.lock().unwrap().result = Some(result);
        });
        state.id = Some(handle.thread().id());
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        match self.shared.lock().unwrap().id {
            None => return Err(JoinError::NotStarted),
            Some(id) if id == thread::current().id() => return Err(JoinError::CurrentThread),
            Some(_) => (),
        }
        let closed = self.end.lock().unwrap().recv();
        assert!(closed.is_err(), "nobody sends");
        match &self.shared.lock().unwrap().result {
            Some(Ok(_)) => Ok(()),
            _ => Err(JoinError::Panicked),
        }
    }

    pub fn is_alive(&self) -> bool {
        let state = self.shared.lock().unwrap();
        state.id.is_some() && state.result.is_none()
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        match &mut self.shared.lock().unwrap().result {
            Some(Ok(out)) => out.take(),
            _ => None,
        }
    }
}
