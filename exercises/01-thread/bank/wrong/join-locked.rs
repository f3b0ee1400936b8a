//@ expect: deadlock
//! `join` keeps the lock while it waits, and the thread needs the lock to come to its end.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
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
        if state.id == Some(thread::current().id()) {
            return Err(JoinError::CurrentThread);
        }
        if let Some(handle) = state.handle.take() {
            state.end = Some(match handle.join() {
                Ok(out) => {
                    state.out = Some(out);
                    Ok(())
                }
                Err(_) => Err(()),
            });
        }
        match state.end {
            None => Err(JoinError::NotStarted),
            Some(end) => end.map_err(|()| JoinError::Panicked),
        }
    }

    pub fn is_alive(&self) -> bool {
        let state = self.state.lock().unwrap();
        state
            .handle
            .as_ref()
            .is_some_and(|handle| !handle.is_finished())
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        self.state.lock().unwrap().out.take()
    }
}
