//! `std::thread::scope`.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, Location};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use heddle_runtime::{Place, Spawned};

use super::spawn::Started;
use super::{Builder, Result, Thread};

/// [`std::thread::Scope`].
pub struct Scope<'scope, 'env: 'scope> {
    children: Arc<Children>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// The threads of a scope.
#[derive(Default)]
struct Children {
    /// Real threads whose body still runs.
    running: Mutex<usize>,
    ended: Condvar,
    /// Every simulated thread that the scope has started.
    simulated: Mutex<Vec<Arc<Spawned>>>,
    /// Threads that panicked and were not joined.
    panics: Mutex<usize>,
}

impl Children {
    fn change_running(&self, change: impl FnOnce(&mut usize)) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut running);
        if *running == 0 {
            self.ended.notify_all();
        }
    }

    fn change_panics(&self, change: impl FnOnce(&mut usize)) {
        change(&mut self.panics.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits for every thread of the scope, those that they start meanwhile included.
    fn wait(&self, place: Place) {
        let mut next = 0;
        while let Some(child) = self.nth(next) {
            child.join_body(place);
            next += 1;
        }
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        while *running > 0 {
            running = self
                .ended
                .wait(running)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn nth(&self, index: usize) -> Option<Arc<Spawned>> {
        let simulated = self
            .simulated
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        simulated.get(index).map(Arc::clone)
    }
}

/// Told what becomes of one thread of a scope.
#[derive(Clone)]
pub(super) struct Child {
    children: Arc<Children>,
    panicked: Arc<AtomicBool>,
}

impl Child {
    fn new(children: &Arc<Children>) -> Self {
        Child {
            children: Arc::clone(children),
            panicked: Arc::default(),
        }
    }

    /// A real thread is about to start.
    pub(super) fn starts(&self) {
        self.children.change_running(|running| *running += 1);
    }

    /// A simulated thread has started.
    pub(super) fn simulated(&self, spawned: &Arc<Spawned>) {
        let mut simulated = self
            .children
            .simulated
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        simulated.push(Arc::clone(spawned));
    }

    /// The thread's body has panicked.
    pub(super) fn panicked(&self) {
        // Relaxed: whoever reads it has waited for the thread.
        self.panicked.store(true, Ordering::Relaxed);
        self.children.change_panics(|panics| *panics += 1);
    }

    /// A real thread's body has ended, and nothing that it borrowed is used any more.
    pub(super) fn ends(&self) {
        self.children.change_running(|running| *running -= 1);
    }

    /// Somebody joined the thread and knows how it ended.
    fn joined(&self) {
        if self.panicked.swap(false, Ordering::Relaxed) {
            self.children.change_panics(|panics| *panics -= 1);
        }
    }
}

/// [`std::thread::scope`].
///
/// # Panics
/// If a thread of the scope panicked and was not joined.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope {
        children: Arc::default(),
        scope: PhantomData,
        env: PhantomData,
    };
    let result = heddle_runtime::catch_unwind(AssertUnwindSafe(|| f(&scope)));
    scope.children.wait(Location::caller());
    match result {
        Err(payload) => heddle_runtime::resume_unwind(payload),
        Ok(result) => {
            let panics = *scope
                .children
                .panics
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            assert!(panics == 0, "a scoped thread panicked");
            result
        }
    }
}

impl<'scope, 'env> Scope<'scope, 'env> {
    /// Starts a thread that ends before the scope does.
    ///
    /// # Panics
    /// If the system has no thread to give.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Builder::new()
            .spawn_scoped(self, f)
            .expect("failed to spawn thread")
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl Builder {
    /// Starts a thread that ends before `scope` does.
    ///
    /// # Errors
    /// If the system has no thread to give.
    ///
    /// # Panics
    /// If the name contains a zero byte.
    #[track_caller]
    pub fn spawn_scoped<'scope, 'env, F, T>(
        self,
        scope: &'scope Scope<'scope, 'env>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let child = Child::new(&scope.children);
        // SAFETY: the scope waits for the thread before `'scope` ends.
        let started = unsafe { self.start(f, Some(child.clone()), Location::caller()) }?;
        Ok(ScopedJoinHandle { started, child })
    }
}

/// [`std::thread::ScopedJoinHandle`].
pub struct ScopedJoinHandle<'scope, T> {
    started: Started<'scope, T>,
    child: Child,
}

// SAFETY: a handle only waits, and hands the result to one caller.
unsafe impl<T: Send> Send for ScopedJoinHandle<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for ScopedJoinHandle<'_, T> {}

impl<T> ScopedJoinHandle<'_, T> {
    /// The thread.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        self.started.thread()
    }

    /// Waits for the thread to end.
    ///
    /// # Errors
    /// What the thread panicked with.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let result = self.started.join(Location::caller());
        self.child.joined();
        result
    }

    /// Whether the thread has ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.started.is_finished(Location::caller())
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
