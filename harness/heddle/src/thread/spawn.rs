//! Starting threads, and waiting for them.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, Location};
use std::thread as real;

use heddle_runtime::{Engine, Packet, Place, Spawned, engine};

use super::{Result, Thread};

/// [`std::thread::Builder`].
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// A thread without a name, with the usual stack.
    #[must_use]
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Names the thread.
    #[must_use]
    pub fn name(mut self, name: String) -> Builder {
        self.name = Some(name);
        self
    }

    /// Sets the size of its stack. Simulated threads have one size for all.
    #[must_use]
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
        unsafe { self.start(f, Location::caller()) }.map(JoinHandle)
    }

    /// # Safety
    /// The caller sees to it that the thread ends before anything that `f` borrows does.
    pub(super) unsafe fn start<'a, F, T>(self, f: F, place: Place) -> io::Result<Started<'a, T>>
    where
        F: FnOnce() -> T + Send + 'a,
        T: Send + 'a,
    {
        if let Some(name) = &self.name {
            assert!(!name.contains('\0'), "thread name may not contain interior null bytes");
        }
        if engine() == Engine::Std {
            let mut builder = real::Builder::new();
            if let Some(name) = self.name {
                builder = builder.name(name);
            }
            if let Some(size) = self.stack_size {
                builder = builder.stack_size(size);
            }
            let packet = Packet::default();
            let result = packet.clone();
            let body: Box<dyn FnOnce() + Send + 'a> = Box::new(move || {
                result.put(std::panic::catch_unwind(AssertUnwindSafe(f)));
            });
            // SAFETY: the caller's promise.
            let handle = unsafe { builder.spawn_unchecked(body) }?;
            let thread = Thread::real(handle.thread().clone());
            return Ok(Started { packet, running: Running::Real(handle), thread, life: PhantomData });
        }
        let packet = Packet::default();
        let result = packet.clone();
        let body: Box<dyn FnOnce() + 'a> = Box::new(move || {
            result.put(heddle_runtime::catch_unwind(AssertUnwindSafe(f)));
        });
        // SAFETY: the caller's promise; only the lifetime changes.
        let body: Box<dyn FnOnce()> = unsafe { std::mem::transmute(body) };
        let name = self.name.map(String::into_boxed_str);
        let spawned = heddle_runtime::spawn(body, name.clone(), place);
        let thread = Thread::model(spawned.key(), name.as_deref());
        Ok(Started { packet, running: Running::Model(spawned), thread, life: PhantomData })
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
    let started = unsafe { Builder::new().start(f, Location::caller()) };
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
    Model(Spawned),
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
