//! The thread leaves a value among its thread-locals. Its destructor notes the end, panic or not.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
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

thread_local! {
    /// Dropped when the thread has gone, whichever way.
    static LAST_WORD: RefCell<Option<LastWord>> = const { RefCell::new(None) };
}

struct LastWord(Arc<Life>);

impl Drop for LastWord {
    fn drop(&mut self) {
        self.0.stage.lock().unwrap().over = true;
        self.0.ended.notify_all();
    }
}

struct Life {
    stage: Mutex<Stage>,
    ended: Condvar,
}

#[derive(Default)]
struct Stage {
    id: Option<ThreadId>,
    returned: bool,
    over: bool,
}

pub struct Thread<R: Run> {
    name: String,
    run: Mutex<Option<R>>,
    out: Arc<Mutex<Option<R::Out>>>,
    life: Arc<Life>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            run: Mutex::new(Some(run)),
            out: Arc::new(Mutex::new(None)),
            life: Arc::new(Life {
                stage: Mutex::default(),
                ended: Condvar::new(),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let run = self.run.lock().unwrap().take().ok_or(AlreadyStarted)?;
        let (out, life) = (Arc::clone(&self.out), Arc::clone(&self.life));
        let mut stage = self.life.stage.lock().unwrap();
        let handle = thread::spawn(move || {
            LAST_WORD.set(Some(LastWord(Arc::clone(&life))));
            let result = run.run();
            *out.lock().unwrap() = Some(result);
            life.stage.lock().unwrap().returned = true;
        });
        stage.id = Some(handle.thread().id());
        // Who drops the handle drops what a panic carries. If that panics in turn, std ends the process.
        std::mem::forget(handle);
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let stage = self.life.stage.lock().unwrap();
        match stage.id {
            None => return Err(JoinError::NotStarted),
            Some(id) if id == thread::current().id() => return Err(JoinError::CurrentThread),
            Some(_) => (),
        }
        let ended = self.life.ended.wait_while(stage, |stage| !stage.over);
        let returned = ended.unwrap().returned;
        returned.then_some(()).ok_or(JoinError::Panicked)
    }

    pub fn is_alive(&self) -> bool {
        let stage = self.life.stage.lock().unwrap();
        stage.id.is_some() && !stage.over
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        self.out.lock().unwrap().take()
    }
}
