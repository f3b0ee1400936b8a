//! When the calls of a scenario begin and end.
//!
//! A call is timed as late as it can be: at the moment at which its thread is resumed for the first
//! step that others can see. Whatever it does before that could as well have happened just then, and
//! the later a call begins, the more has to be true of its result. Noted when the program gets there,
//! a call would seem to overlap with everything that ran while its thread was waiting for its turn,
//! and results that are too old would be excused.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::kernel::{self, Ending, Kernel};
use crate::trace::{Op, Value};
use crate::{Engine, engine};

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
            let id = k.calls.len() as u32;
            k.calls.push(None);
            k.me().pending_call = Some((id, text.into()));
            if engine == Engine::Loom {
                begin(k, k.current);
            }
            CallId(id)
        }),
    }
}

/// The calling thread ended the operation that it began last; `text` reads like `get() → 2`. Returns
/// the moment.
pub fn record_return(text: String) -> u32 {
    if engine() == Engine::Std {
        return moment();
    }
    kernel::with(|k| {
        begin(k, k.current); // An operation without any step begins when it ends.
        if k.ending == Ending::Not {
            k.record(Op("return"), None, Value::Text(text.into()), None, true);
        }
        k.progress();
        k.next_moment()
    })
}

/// When a call began; `None` if its thread was not resumed since. Moments only grow, in one
/// execution, and no two are the same.
pub fn called(call: CallId) -> Option<u32> {
    match engine() {
        Engine::Std => Some(call.0),
        _ => kernel::with(|k| k.calls[call.0 as usize]),
    }
}

/// Whether nothing that happened so far needed an unlucky moment: each thread ran as long as it could
/// go on, no wait ended for no reason. Outside the search, where nobody knows, it is `true`.
pub fn schedule_is_plain() -> bool {
    engine() != Engine::Search || kernel::with(|k| k.schedule_is_plain())
}

fn moment() -> u32 {
    // Relaxed would lose the order between threads that the history is about; with this one a call
    // that returned before another began has the smaller number.
    REAL.fetch_add(1, Ordering::SeqCst)
}

/// Thread `t` is resumed: the call that it stands before begins.
pub(crate) fn begin(k: &mut Kernel, t: u32) {
    if let Some((id, text)) = k.threads[t as usize].pending_call.take() {
        k.calls[id as usize] = Some(k.next_moment());
        if k.ending == Ending::Not {
            k.record(Op("call"), None, Value::Text(text), None, true);
        }
    }
}
