//! Whoever joins leaves a sender of its own. When the thread lets go of all of them, each receiver hears of
//! it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
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
    stage: Arc<Mutex<Stage<R>>>,
}

enum Stage<R: Run> {
    New(R),
    Running(ThreadId, Vec<Sender<()>>),
    Returned(Option<R::Out>),
    Panicked,
    /// While a step is made, under the lock.
    Between,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            stage: Arc::new(Mutex::new(Stage::New(run))),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut stage = self.stage.lock().unwrap();
        let run = match std::mem::replace(&mut *stage, Stage::Between) {
            Stage::New(run) => run,
            other => {
                *stage = other;
                return Err(AlreadyStarted);
            }
        };
        let shared = Arc::clone(&self.stage);
        let handle = thread::spawn(move || {
            let (end, _carried) = match catch_unwind(AssertUnwindSafe(|| run.run())) {
                Ok(out) => (Stage::Returned(Some(out)), None),
                Err(carried) => (Stage::Panicked, Some(carried)),
            };
            let running = std::mem::replace(&mut *shared.lock().unwrap(), end);
            // The senders go here, after the end is there to be seen.
            drop(running);
        });
        *stage = Stage::Running(handle.thread().id(), Vec::new());
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        let over = match &mut *self.stage.lock().unwrap() {
            Stage::New(_) => return Err(JoinError::NotStarted),
            Stage::Running(id, _) if *id == thread::current().id() => {
                return Err(JoinError::CurrentThread);
            }
            Stage::Running(_, joiners) => {
                let (keep_open, over) = mpsc::channel::<()>();
                joiners.push(keep_open);
                Some(over)
            }
            _ => None,
        };
        if let Some(over) = over {
            assert!(over.recv().is_err(), "nobody sends");
        }
        match *self.stage.lock().unwrap() {
            Stage::Panicked => Err(JoinError::Panicked),
            _ => Ok(()),
        }
    }

    pub fn is_alive(&self) -> bool {
        matches!(*self.stage.lock().unwrap(), Stage::Running(..))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        match &mut *self.stage.lock().unwrap() {
            Stage::Returned(out) => out.take(),
            _ => None,
        }
    }
}
