//! Handles to threads, and parking.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::thread as real;
use std::time::Duration;

use heddle_runtime::{Engine, Place, ThreadKey, engine};

/// [`std::thread::Thread`].
#[derive(Clone)]
pub struct Thread(Handle);

#[derive(Clone)]
enum Handle {
    Real(real::Thread),
    Model(ThreadKey, Option<Arc<str>>),
}

/// [`std::thread::ThreadId`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ThreadId(Id);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Id {
    Real(real::ThreadId),
    Model(u64),
}

impl fmt::Debug for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Id::Real(id) => id.fmt(f),
            // Numbers from 1, as std's are.
            Id::Model(id) => f
                .debug_tuple("ThreadId")
                .field(&((id & 0xffff_ffff) + 1))
                .finish(),
        }
    }
}

impl Thread {
    pub(super) fn real(thread: real::Thread) -> Self {
        Thread(Handle::Real(thread))
    }

    pub(super) fn model(key: ThreadKey, name: Option<&str>) -> Self {
        Thread(Handle::Model(key, name.map(Arc::from)))
    }

    /// Its identity, which no other thread of the process ever has.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        match &self.0 {
            Handle::Real(thread) => ThreadId(Id::Real(thread.id())),
            Handle::Model(key, _) => ThreadId(Id::Model(key.unique())),
        }
    }

    /// The name that it was given.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.0 {
            Handle::Real(thread) => thread.name(),
            Handle::Model(_, name) => name.as_deref(),
        }
    }

    /// Gives it the token that [`park`] waits for.
    #[track_caller]
    pub fn unpark(&self) {
        match &self.0 {
            Handle::Real(thread) => thread.unpark(),
            Handle::Model(key, _) => heddle_runtime::unpark(*key, Location::caller()),
        }
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("id", &self.id())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// [`std::thread::current`].
#[must_use]
pub fn current() -> Thread {
    match heddle_runtime::current_thread() {
        None => Thread::real(real::current()),
        Some((key, name)) => Thread::model(key, name.as_deref()),
    }
}

/// [`std::thread::park`]. It may return for no reason, and in a model sometimes does.
#[track_caller]
pub fn park() {
    wait(None, Location::caller());
}

/// [`std::thread::park_timeout`].
#[track_caller]
pub fn park_timeout(timeout: Duration) {
    wait(Some(timeout), Location::caller());
}

/// [`std::thread::park_timeout_ms`].
#[deprecated(note = "replaced by `std::thread::park_timeout`")]
#[track_caller]
pub fn park_timeout_ms(ms: u32) {
    park_timeout(Duration::from_millis(u64::from(ms)));
}

fn wait(timeout: Option<Duration>, place: Place) {
    match (engine(), timeout) {
        (Engine::Std, None) => real::park(),
        (Engine::Std, Some(timeout)) => real::park_timeout(timeout),
        _ => heddle_runtime::park(timeout, place),
    }
}
