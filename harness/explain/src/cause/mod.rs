//! Why: one sentence from the pattern of steps.

mod deadlock;
mod lost_wake_up;
mod ordering;
mod round;
mod torn;
mod went_on;

use heddle_protocol::{Code, Failure, Finding, Location};

use crate::places::Reading;
use crate::waits::blocked;

/// A cause, and the place in the learner's code that it points at.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// One sentence, without a capital and a full stop.
    pub sentence: String,
    /// Where.
    pub place: Option<Location>,
}

/// The cause of a failure that is called `code`, where the steps show one of the patterns that are known.
/// `file` is the one that the reader has open: its lines are told by their numbers alone.
pub fn of(failure: &Failure, code: Code, file: &str) -> Option<Cause> {
    match &failure.finding {
        Finding::Seen { cause, .. } => {
            return cause.clone().map(|sentence| Cause {
                sentence,
                place: None,
            });
        }
        // What decided is outside everything that was recorded.
        Finding::Diverged | Finding::NeverSteps { .. } => return None,
        _ => {}
    }
    let reading = Reading::new(failure, file);
    if let Some(cause) = ordering::cause(reading) {
        return Some(cause);
    }
    let mut stuck = blocked(failure).into_iter().map(|b| b.announced.thread);
    match code {
        Code::LostWakeUp => stuck.find_map(|thread| lost_wake_up::cause(reading, thread)),
        Code::Deadlock => stuck.find_map(|thread| deadlock::cause(reading, thread)),
        Code::Livelock => round::cause(reading),
        _ => went_on::cause(reading).or_else(|| torn::cause(reading)),
    }
}
