//! An atomic phase, and a list of parked joiners whom the thread unparks at its end.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
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

const NEW: u8 = 0;
const RUNNING: u8 = 1;
const RETURNED: u8 = 2;
const PANICKED: u8 = 3;

pub struct Thread<R: Run> {
    name: String,
    run: Mutex<Option<R>>,
    id: Arc<OnceLock<ThreadId>>,
    shared: Arc<Shared<R::Out>>,
}

struct Shared<T> {
    phase: AtomicU8,
    out: Mutex<Option<T>>,
    /// They have themselves written down before they look at the phase a last time.
    joiners: Mutex<Vec<thread::Thread>>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            run: Mutex::new(Some(run)),
            id: Arc::default(),
            shared: Arc::new(Shared {
                phase: AtomicU8::new(NEW),
                out: Mutex::new(None),
                joiners: Mutex::new(Vec::new()),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let run = self.run.lock().unwrap().take().ok_or(AlreadyStarted)?;
        self.shared.phase.store(RUNNING, Ordering::SeqCst);
        let (shared, id) = (Arc::clone(&self.shared), Arc::clone(&self.id));
        thread::spawn(move || {
            id.set(thread::current().id()).unwrap();
            let ran = catch_unwind(AssertUnwindSafe(|| run.run()));
            let end = if ran.is_ok() { RETURNED } else { PANICKED };
            // What a panic carries may panic in turn when it is dropped, so it never is.
            match ran {
                Ok(out) => *shared.out.lock().unwrap() = Some(out),
                Err(carried) => std::mem::forget(carried),
            }
            shared.phase.store(end, Ordering::SeqCst);
            for joiner in shared.joiners.lock().unwrap().drain(..) {
                joiner.unpark();
            }
        });
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        if self.id.get() == Some(&thread::current().id()) {
            return Err(JoinError::CurrentThread);
        }
        self.shared.joiners.lock().unwrap().push(thread::current());
        loop {
            match self.shared.phase.load(Ordering::SeqCst) {
                NEW => return Err(JoinError::NotStarted),
                RUNNING => thread::park(),
                RETURNED => return Ok(()),
                _ => return Err(JoinError::Panicked),
            }
        }
    }

    pub fn is_alive(&self) -> bool {
        self.shared.phase.load(Ordering::Acquire) == RUNNING
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        // While the thread puts it there, this waits for a moment and not for `run`.
        self.shared.out.lock().unwrap().take()
    }
}
