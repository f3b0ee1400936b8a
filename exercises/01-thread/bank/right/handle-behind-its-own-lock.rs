//! std joins: the handle has a lock that only joiners take, the result is published once.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread::{self, JoinHandle, ThreadId};

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
    handle: Mutex<Option<JoinHandle<R::Out>>>,
    /// Whether it returned; what it returned is in `out` before this is set.
    end: OnceLock<bool>,
    out: Mutex<Option<R::Out>>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name.unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::SeqCst))),
            run: Mutex::new(Some(run)),
            id: OnceLock::new(),
            handle: Mutex::new(None),
            end: OnceLock::new(),
            out: Mutex::new(None),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let run = self.run.lock().unwrap().take().ok_or(AlreadyStarted)?;
        // Who joins meanwhile waits here for the handle to be there. Nobody has joined before: a
        // joiner keeps this lock, and a second `start` does not come here.
        let mut place = self.handle.lock().unwrap();
        let (send, go) = std::sync::mpsc::channel::<()>();
        let handle = thread::Builder::new()
            .name(self.name.clone())
            .spawn(move || {
                go.recv().unwrap(); // Not before the id is known.
                run.run()
            })
            .unwrap();
        self.id.set(handle.thread().id()).unwrap();
        *place = Some(handle);
        send.send(()).unwrap();
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        if self.id.get() == Some(&thread::current().id()) {
            return Err(JoinError::CurrentThread);
        }
        let mut handle = self.handle.lock().unwrap();
        if let Some(handle) = handle.take() {
            let result = handle.join();
            let returned = result.is_ok();
            match result {
                Ok(out) => *self.out.lock().unwrap() = Some(out),
                // It may panic in turn when it is dropped, so it never is.
                Err(carried) => std::mem::forget(carried),
            }
            self.end.set(returned).unwrap();
        }
        match self.end.get() {
            None => Err(JoinError::NotStarted),
            Some(true) => Ok(()),
            Some(false) => Err(JoinError::Panicked),
        }
    }

    /// Until somebody has joined it; the contract asks for no more.
    pub fn is_alive(&self) -> bool {
        self.id.get().is_some() && self.end.get().is_none()
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        self.out.lock().unwrap().take()
    }
}
