//! When the calls of a scenario begin and end; on real threads, when the program gets there.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::time::instant;
use crate::kernel::{self, Kernel};
use crate::outbox::engine;
use crate::vocabulary::Engine;

/// A call of a scenario; [`called`] tells when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallId(u32);

/// Moments on real threads.
static REAL: AtomicU32 = AtomicU32::new(0);

/// The calling thread begins an operation; `text` reads like the call: `put(1)`.
pub fn record_call(text: String) -> CallId {
    match engine() {
        Engine::Std => CallId(moment()),
        engine => kernel::with(|k| {
            let id = k.announce_call(text.into());
            if engine == Engine::Loom {
                k.begin_call(k.exec.current);
            }
            CallId(id)
        }),
    }
}

/// The calling thread ended the operation that it began last; `text` reads like `get() → 2`. Returns
/// the moment.
pub fn record_return(text: String) -> u32 {
    match engine() {
        Engine::Std => moment(),
        _ => kernel::with(|k| k.end_call(text.into())),
    }
}

/// When a call began; `None` if its thread was not resumed since. Moments only grow, in one
/// execution, and no two are the same.
pub fn called(call: CallId) -> Option<u32> {
    match engine() {
        Engine::Std => Some(call.0),
        _ => kernel::with(|k| k.exec.calls[call.0 as usize]),
    }
}

/// Whether nothing that happened so far needed an unlucky moment: each thread ran as long as it could
/// go on, no wait ended for no reason. Outside the search, where nobody knows, it is `true`.
pub fn schedule_is_plain() -> bool {
    engine() != Engine::Search || kernel::with(|k| k.exec.is_plain())
}

/// What a call that has a timeout did with its time.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// How long it took.
    pub passed: Duration,
    /// What is known in the search alone.
    pub waits: Option<Waits>,
}

/// The waits of a call that went to their end: nothing woke it before.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// By how much one of them was meant to end too late.
    pub excess: Duration,
    /// How long the call meant to wait in all, until the end of that one.
    pub whole: Duration,
    /// When the last one began, and ended.
    pub last: Option<(Instant, Instant)>,
}

/// Makes a call that has this timeout. Of loom nothing is told: it has no time.
pub fn timed<R>(timeout: Duration, call: impl FnOnce() -> R) -> (R, Option<Spent>) {
    match engine() {
        Engine::Std => {
            let start = Instant::now();
            let result = call();
            let passed = start.elapsed();
            (
                result,
                Some(Spent {
                    passed,
                    waits: None,
                }),
            )
        }
        Engine::Loom => (call(), None),
        Engine::Search => {
            kernel::with(|k| k.begin_patience(timeout));
            let result = call();
            (result, kernel::with(spent))
        }
    }
}

fn spent(k: &mut Kernel) -> Option<Spent> {
    let now = k.exec.clock;
    let patience = k.me().patience.take()?;
    let (excess, whole) = patience.worst;
    Some(Spent {
        passed: now.saturating_sub(patience.called),
        waits: Some(Waits {
            excess,
            whole,
            last: patience
                .slept
                .map(|(from, to)| (instant(from), instant(to))),
        }),
    })
}

fn moment() -> u32 {
    // Relaxed would lose the order between threads that the history is about; with this one a call
    // that returned before another began has the smaller number.
    REAL.fetch_add(1, Ordering::SeqCst)
}
