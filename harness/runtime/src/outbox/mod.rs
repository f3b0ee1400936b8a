//! Part a child process with something to say.
//!
//! A failure is written out where it is found, with the whole execution still in place, and the
//! process ends without unwinding: no destructor of the learner's runs after it, no second panic can
//! hide the first, and no engine has to survive what the code did.
//!
//! This is the one place that ends a process. It writes what is so; what that is called and why it came so
//! is for the parent to say.

mod facts;
mod foreign;
pub mod story;
mod watchdog;
mod wire;

use heddle_protocol::{Code, End, Event, Failure, Finding, Stopped, Unsupported};

pub(crate) use facts::announced;
pub use foreign::engine;
pub(crate) use watchdog::start as start_watchdog;
pub(crate) use wire::open;
pub use wire::{emit, fault};

use crate::kernel::{self, Kernel, Stop};
use crate::trace::location;
use crate::vocabulary::{Engine, Place};

/// Ends the process with the account of what the kernel could not go on from.
#[cold]
pub(crate) fn stop(stop: Stop) -> ! {
    match stop {
        Stop::Stuck => found(Finding::Standstill),
        Stop::OutOfSteps { goes_round: true } => found(Finding::GoesRound),
        Stop::OutOfSteps { goes_round: false } => end(Some(Stopped::Steps), false, false),
        Stop::Diverged => found(Finding::Diverged),
        Stop::Outlives(place) => unsupported(
            "a value that outlives the execution (a leaked box, or a `thread_local!` of another crate)",
            Some(place),
        ),
    }
}

/// What a kernel's operation came to, or the end of the process.
pub(crate) fn or_stop<R>(result: Result<R, Stop>) -> R {
    result.unwrap_or_else(|why| stop(why))
}

/// The running execution ended so: writes all of it, and ends the process. Nothing unwinds.
#[cold]
pub(crate) fn found(finding: Finding) -> ! {
    let failure = kernel::with(|k| facts::failure(k, finding));
    fail_with(failure)
}

/// A property of the scenario is violated: writes the failure with its interleaving and ends the
/// process. Nothing unwinds.
///
/// # Panics
/// Outside a child process of the grader (in a test of the façade), with `message`.
#[cold]
pub fn fail(code: Code, message: String) -> ! {
    if !wire::is_open() {
        panic!("{code}: {message}");
    }
    violated(code, message)
}

/// The code under check did what makes std abort. Outside a child process of the grader it aborts.
#[cold]
pub(crate) fn crashed(message: String) -> ! {
    if !wire::is_open() {
        eprintln!("{message}");
        #[expect(
            clippy::disallowed_methods,
            reason = "std aborts here, and there is nobody to tell"
        )]
        std::process::abort();
    }
    violated(Code::Crashed, message)
}

fn violated(code: Code, message: String) -> ! {
    if engine() != Engine::Std {
        found(Finding::Violated { code, message })
    }
    fail_with(story::ended_with(Finding::Seen {
        code,
        message,
        cause: None,
    }))
}

/// Writes a failure that somebody else has put together, and ends the process.
pub fn fail_with(failure: Failure) -> ! {
    wire::last_word(&Event::Failure(Box::new(failure)))
}

/// Says that this engine cannot judge the code, and ends the process.
///
/// `item` is what cannot be judged, as the learner wrote it.
#[cold]
pub fn unsupported(item: &str, place: Option<Place>) -> ! {
    cannot_judge(Unsupported {
        item: item.to_owned(),
        location: place.map(location),
        outside: false,
    })
}

/// Like [`unsupported`], with the whole event.
#[cold]
fn cannot_judge(what: Unsupported) -> ! {
    wire::last_word(&Event::Unsupported(what))
}

/// The end record, then the end of the process.
pub(crate) fn end(stopped: Option<Stopped>, complete: bool, exhausted: bool) -> ! {
    let record = kernel::with(|k| end_record(k, stopped, complete, exhausted));
    wire::last_word(&Event::End(record))
}

fn end_record(k: &Kernel, stopped: Option<Stopped>, complete: bool, exhausted: bool) -> End {
    let (nonce, seconds) = wire::run();
    let totals = &k.totals;
    End {
        nonce,
        executions: totals.progress.executions,
        bound: totals.progress.completed,
        complete,
        exhausted,
        delays: totals.progress.delays,
        stopped,
        threads: totals.most_threads,
        overlap: totals.overlap,
        left_blocked: totals.left_blocked.clone(),
        seconds,
    }
}
