//! What the scenarios run, and what they learn of it.

use std::sync::Arc;

use custom_thread::{Run, Thread};
use heddle::{
    sync::{
        Condvar, Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread::{JoinHandle, spawn},
};

/// A closure as something to run.
pub struct Job<T>(Box<dyn FnOnce() -> T + Send>);

impl<T: Send + 'static> Run for Job<T> {
    type Out = T;

    fn run(self) -> T {
        (self.0)()
    }
}

/// A thread that other threads can share.
pub type Shared<T> = Arc<Thread<Job<T>>>;

/// A new thread without a name.
pub fn thread<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Shared<T> {
    named(None, job)
}

/// A new thread.
pub fn named<T: Send + 'static>(
    name: Option<&str>,
    job: impl FnOnce() -> T + Send + 'static,
) -> Shared<T> {
    Arc::new(Thread::new(name.map(Into::into), Job(Box::new(job))))
}

/// Does something with the thread, on another one.
pub fn beside<T: Send + 'static, S: Send + 'static>(
    thread: &Shared<T>,
    work: impl FnOnce(&Shared<T>) -> S + Send + 'static,
) -> JoinHandle<S> {
    let thread = Arc::clone(thread);
    spawn(move || work(&thread))
}

/// How often something was done. Relaxed: whoever reads it must have been given the order by the thread
/// that it is about.
#[derive(Clone, Default)]
pub struct Tally(Arc<AtomicU32>);

impl Tally {
    pub fn add(&self) {
        // Not an exchange, which would read the newest value whatever the memory model allows.
        self.0.store(self.0.load(Relaxed) + 1, Relaxed);
    }

    pub fn count(&self) -> u32 {
        self.0.load(Relaxed)
    }
}

/// Something that happens once, and that threads can wait for.
#[derive(Clone, Default)]
pub struct Bell(Arc<(Mutex<bool>, Condvar)>);

impl Bell {
    pub fn ring(&self) {
        *self.0.0.lock().expect("nothing panics in here") = true;
        self.0.1.notify_all();
    }

    pub fn wait(&self) {
        let mut rung = self.0.0.lock().expect("nothing panics in here");
        while !*rung {
            rung = self.0.1.wait(rung).expect("nothing panics in here");
        }
    }
}

/// Rings when it is dropped.
pub struct RingsWhenDropped(pub Bell);

impl Drop for RingsWhenDropped {
    fn drop(&mut self) {
        self.0.ring();
    }
}
