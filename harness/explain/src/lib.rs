//! What a failure is called, why it came so, and what its steps have to do with each other.
//!
//! A child process records facts ([`Failure`]); this crate turns them into words. Everything here is a pure
//! function of the record, so a cause can be tested on a recorded execution, and a saved record gives the
//! same report again.
//!
//! [`name()`] gives the diagnosis, [`cause()`] one sentence from the pattern of steps, [`relations()`] what each
//! step comes after and who could not go on at it, [`blocked()`] who is stuck at the end, [`in_words()`] what
//! came of a step.

mod cause;
mod naming;
mod places;
mod processes;
mod relations;
mod waits;
mod words;

pub use cause::{Cause, of as cause};
pub use naming::{Named, of as name};
pub use processes::waits as process_waits;
pub use relations::{Relations, Waiting, of as relations};
pub use waits::{Blocked, blocked};
pub use words::{around, in_words};

#[expect(unused_imports, reason = "for links in the documentation")]
use heddle_protocol::Failure;

#[cfg(test)]
mod tests;
