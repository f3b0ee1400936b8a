//! Starting threads, and waiting for them.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, Location};
use std::sync::Arc;
use std::thread as real;

use heddle_runtime::{Engine, Packet, Place, Spawned, engine};

use super::scope::Child;
use super::{Result, Thread};

/// [`std::thread::Builder`].
#[derive(Debug)]
#[must_use = "must eventually spawn the thread"]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// A thread without a name, with the usual stack.
    #[expect(clippy::new_without_default, reason = "std's has no default either")]
    pub fn new() -> Builder {
        Builder {
            name: None,
            stack_size: None,
        }
    }

    /// Names the thread.
    pub fn name(mut self, name: String) -> Builder {
        self.name = Some(name);
        self
    }

    /// Sets the size of its stack. Simulated threads have one size for all.
    pub fn stack_size(mut self, size: usize) -> Builder {
        self.stack_size = Some(size);
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    /// If the system has no thread to give.
    ///
    /// # Panics
    /// If the name contains a zero byte.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        // SAFETY: `'static` bounds: nothing that `f` uses can end before it does.
        unsafe { self.start(f, None, Location::caller()) }.map(JoinHandle)
    }

    /// Starts the thread, whatever `f` borrows.
    ///
    /// # Safety
    /// The thread must end before anything that `f` borrows does.
    ///
    /// # Errors
    /// If the system has no thread to give.
    ///
    /// # Panics
    /// If the name contains a zero byte.
    #[track_caller]
    pub unsafe fn spawn_unchecked<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send,
        T: Send,
    {
        // SAFETY: the caller's promise.
        let started = unsafe { self.start(f, None, Location::caller()) }?;
        // The handle does not carry the lifetime, as std's does not.
        let Started {
            packet,
            running,
            thread,
            ..
        } = started;
        Ok(JoinHandle(Started {
            packet,
            running,
            thread,
            life: PhantomData,
        }))
    }

    /// # Safety
    /// The caller sees to it that the thread ends before anything that `f` borrows does.
    pub(super) unsafe fn start<'a, F, T>(
        self,
        f: F,
        child: Option<Child>,
        place: Place,
    ) -> io::Result<Started<'a, T>>
    where
        F: FnOnce() -> T + Send + 'a,
        T: Send + 'a,
    {
        if let Some(name) = &self.name {
            assert!(
                !name.contains('\0'),
                "thread name may not contain interior null bytes"
            );
        }
        let packet = Packet::default();
        let result = packet.clone();
        let watched = child.clone();
        let body: Box<dyn FnOnce() + 'a> = Box::new(move || {
            let ended = heddle_runtime::catch_unwind(AssertUnwindSafe(f));
            if ended.is_err()
                && let Some(child) = &watched
            {
                child.panicked();
            }
            result.put(ended);
        });
        // SAFETY: the caller's promise; only the lifetime changes.
        let body: Box<dyn FnOnce()> = unsafe { std::mem::transmute(body) };
        let (running, thread) = self.run(body, child, place)?;
        Ok(Started {
            packet,
            running,
            thread,
            life: PhantomData,
        })
    }

    /// What is the same whatever the thread returns.
    fn run(
        self,
        body: Box<dyn FnOnce()>,
        child: Option<Child>,
        place: Place,
    ) -> io::Result<(Running, Thread)> {
        if engine() != Engine::Std {
            let name = self.name.map(String::into_boxed_str);
            let scoped = child.is_some();
            let spawned = heddle_runtime::spawn(body, name.clone(), scoped, place);
            let spawned = Arc::new(spawned);
            if let Some(child) = child {
                child.simulated(&spawned);
            }
            let thread = Thread::model(spawned.key(), name.as_deref());
            return Ok((Running::Model(spawned), thread));
        }
        let mut builder = real::Builder::new();
        if let Some(name) = self.name {
            builder = builder.name(name);
        }
        if let Some(size) = self.stack_size {
            builder = builder.stack_size(size);
        }
        // Counted before it runs, and until nothing of it is left, even if it cannot be started.
        let counted = child.map(Counted::new);
        let body = RealBody(body, counted);
        let handle = builder.spawn(move || body.call())?;
        let thread = Thread::real(handle.thread().clone());
        Ok((Running::Real(handle), thread))
    }
}

/// A real thread's body, made `Send` again: [`Builder::start`] asked for it of what is inside.
struct RealBody(Box<dyn FnOnce()>, Option<Counted>);
// SAFETY: see above.
unsafe impl Send for RealBody {}

impl RealBody {
    fn call(self) {
        let RealBody(body, counted) = self;
        body();
        drop(counted);
    }
}

/// Counts among its scope's running threads until it is dropped.
struct Counted(Child);

impl Counted {
    fn new(child: Child) -> Self {
        child.starts();
        Counted(child)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.ends();
    }
}

/// [`std::thread::spawn`].
///
/// # Panics
/// If the system has no thread to give.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    // SAFETY: `'static` bounds: nothing that `f` uses can end before it does.
    let started = unsafe { Builder::new().start(f, None, Location::caller()) };
    JoinHandle(started.expect("failed to spawn thread"))
}

/// A thread that was started, and where it leaves its result.
pub(super) struct Started<'a, T> {
    packet: Packet<T>,
    running: Running,
    thread: Thread,
    life: PhantomData<&'a ()>,
}

enum Running {
    Real(real::JoinHandle<()>),
    /// Shared with its scope, if it has one.
    Model(Arc<Spawned>),
}

impl<T> Started<'_, T> {
    pub(super) fn join(self, place: Place) -> Result<T> {
        match self.running {
            // The body catches every panic, so this never fails.
            Running::Real(handle) => drop(handle.join()),
            Running::Model(spawned) => spawned.join(place),
        }
        self.packet.take()
    }

    pub(super) fn is_finished(&self, place: Place) -> bool {
        match &self.running {
            Running::Real(handle) => handle.is_finished(),
            Running::Model(spawned) => spawned.is_finished(place),
        }
    }

    pub(super) fn thread(&self) -> &Thread {
        &self.thread
    }
}

/// [`std::thread::JoinHandle`].
pub struct JoinHandle<T>(Started<'static, T>);

// SAFETY: as std's: a handle only waits, and hands the result to one caller.
unsafe impl<T> Send for JoinHandle<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// Waits for the thread to end.
    ///
    /// # Errors
    /// What the thread panicked with.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.0.join(Location::caller())
    }

    /// Whether the thread has ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.0.is_finished(Location::caller())
    }

    /// The thread.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        self.0.thread()
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}
