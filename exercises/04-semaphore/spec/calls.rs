//! What scenarios are made of: calls, written as a learner would write them, and threads with names.

use std::fmt;

use heddle::thread;

/// Starts a thread that reports call by this name.
pub fn start<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .expect("a thread can be started")
}

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Acquire,
    TryAcquire,
    /// In milliseconds.
    AcquireTimeout(u64),
    /// The same call beside a permit: for scenarios in which nobody else waits with a timeout.
    AcquireWithin(u64),
    /// The same call among others who wait: where they stand in a line, one whose turn comes late may give
    /// up beside a permit.
    AcquireInLine(u64),
    Release,
    /// No call of the semaphore's: sleeps until so many milliseconds after the scenario began.
    SleepUntil(u64),
}

/// What a call returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ret {
    /// `()` of `acquire`.
    Unit,
    /// Whether a permit was taken.
    Took(bool),
    /// `Ok(())`.
    Released,
    TooManyReleases,
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::Acquire => f.write_str("acquire()"),
            Op::TryAcquire => f.write_str("try_acquire()"),
            Op::AcquireTimeout(millis) | Op::AcquireWithin(millis) | Op::AcquireInLine(millis) => {
                write!(f, "acquire_timeout({millis} ms)")
            }
            Op::Release => f.write_str("release()"),
            Op::SleepUntil(millis) => write!(f, "sleep until {millis} ms"),
        }
    }
}

impl fmt::Display for Ret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ret::Unit => f.write_str("()"),
            Ret::Took(took) => write!(f, "{took}"),
            Ret::Released => f.write_str("Ok(())"),
            Ret::TooManyReleases => f.write_str("Err(TooManyReleases)"),
        }
    }
}
