//! std knows whether it is alive: `is_finished`. One joiner at a time has the handle, the others sleep.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
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
    state: Mutex<State<R>>,
    joined: Condvar,
}

struct State<R: Run> {
    run: Option<R>,
    handle: Option<JoinHandle<R::Out>>,
    id: Option<ThreadId>,
    end: Option<Result<(), ()>>,
    out: Option<R::Out>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            state: Mutex::new(State {
                run: Some(run),
                handle: None,
                id: None,
                end: None,
                out: None,
            }),
            joined: Condvar::new(),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.state.lock().unwrap();
        let run = state.run.take().ok_or(AlreadyStarted)?;
        let handle = thread::spawn(move || run.run());
        state.id = Some(handle.thread().id());
        state.handle = Some(handle);
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.state.lock().unwrap();
        let id = state.id.ok_or(JoinError::NotStarted)?;
        if id == thread::current().id() {
            return Err(JoinError::CurrentThread);
        }
        if let Some(handle) = state.handle.take() {
            drop(state);
            let result = handle.join();
            state = self.state.lock().unwrap();
            state.end = Some(result.as_ref().map(|_| ()).map_err(|_| ()));
            match result {
                Ok(out) => state.out = Some(out),
                // It may panic in turn when it is dropped, so it never is.
                Err(carried) => std::mem::forget(carried),
            }
            self.joined.notify_all();
        }
        while state.end.is_none() {
            state = self.joined.wait(state).unwrap();
        }
        state.end.unwrap().map_err(|()| JoinError::Panicked)
    }

    pub fn is_alive(&self) -> bool {
        let state = self.state.lock().unwrap();
        match &state.handle {
            Some(handle) => !handle.is_finished(),
            // Somebody waits with the handle in hand, or it was never there.
            None => state.id.is_some() && state.end.is_none(),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        self.state.lock().unwrap().out.take()
    }
}
