//! The thread holds a lock as long as it runs. Whoever joins waits for that lock, and its poison tells of a
//! panic.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, OnceLock, RwLock};
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
    /// Written all the time that it runs.
    running: RwLock<()>,
    /// Somebody has waited for the end.
    over: OnceLock<()>,
    out: Mutex<Option<T>>,
}

impl<R: Run> Thread<R> {
    pub fn new(name: Option<String>, run: R) -> Self {
        Thread {
            name: name
                .unwrap_or_else(|| format!("Thread-{}", NEXT.fetch_add(1, Ordering::Relaxed))),
            run: Mutex::new(Some(run)),
            id: OnceLock::new(),
            shared: Arc::new(Shared {
                running: RwLock::new(()),
                over: OnceLock::new(),
                out: Mutex::new(None),
            }),
        }
    }

    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let run = self.run.lock().unwrap().take().ok_or(AlreadyStarted)?;
        let shared = Arc::clone(&self.shared);
        let (locked, is_locked) = mpsc::channel();
        let (begin, may_begin) = mpsc::channel::<()>();
        let handle = thread::spawn(move || {
            let _running = shared.running.write().unwrap();
            locked.send(()).unwrap();
            may_begin.recv().unwrap();
            let out = run.run();
            *shared.out.lock().unwrap() = Some(out);
        });
        is_locked.recv().unwrap();
        self.id.set(handle.thread().id()).unwrap();
        // Who drops the handle drops what a panic carries. If that panics in turn, std ends the process.
        std::mem::forget(handle);
        begin.send(()).unwrap();
        Ok(())
    }

    pub fn join(&self) -> Result<(), JoinError> {
        match self.id.get() {
            None => return Err(JoinError::NotStarted),
            Some(&id) if id == thread::current().id() => return Err(JoinError::CurrentThread),
            Some(_) => (),
        }
        let returned = self.shared.running.read().is_ok();
        let _ = self.shared.over.set(());
        returned.then_some(()).ok_or(JoinError::Panicked)
    }

    /// Until somebody has joined it; the contract asks for no more.
    pub fn is_alive(&self) -> bool {
        self.id.get().is_some() && self.shared.over.get().is_none()
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn take(&self) -> Option<R::Out> {
        self.shared.out.lock().unwrap().take()
    }
}
