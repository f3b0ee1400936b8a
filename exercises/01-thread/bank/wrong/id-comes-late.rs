//@ expect: wrong-answer
//! `start` stores the id of the thread when that runs already and may have joined itself.
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
    joining: bool,
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
                joining: false,
                end: None,
                out: None,
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let run = self.state.lock().unwrap().run.take();
        let run = run.ok_or(AlreadyStarted)?;
        let handle = thread::spawn(move || run.run());
        let mut state = self.state.lock().unwrap();
        state.id = Some(handle.thread().id());
        state.handle = Some(handle);
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let mut state = self.state.lock().unwrap();
        if state.run.is_some() {
            return Err(JoinError::NotStarted);
        }
        if state.id == Some(thread::current().id()) {
            return Err(JoinError::CurrentThread);
        }
        if let Some(handle) = state.handle.take() {
            state.joining = true;
            drop(state);
            let result = handle.join();
            state = self.state.lock().unwrap();
            state.joining = false;
            state.end = Some(result.as_ref().map(|_| ()).map_err(|_| ()));
            state.out = result.ok();
        }
        while state.joining {
            drop(state);
            thread::yield_now();
            state = self.state.lock().unwrap();
        }
        match state.end {
            Some(Err(())) => Err(JoinError::Panicked),
            _ => Ok(()),
        }
    }

    pub fn is_alive(&self) -> bool {
        let state = self.state.lock().unwrap();
        state.run.is_none() && state.end.is_none()
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        self.state.lock().unwrap().out.take()
    }
}
