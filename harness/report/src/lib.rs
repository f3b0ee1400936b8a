//! What a check answers: one versioned document, and the exit code of the process that printed it.
//!
//! [`Report`] is what `cargo xtask check --json` prints, and what every page is made from. It is made by
//! the parent alone: neither the engines nor the code under check know of it, so a new field here makes
//! nobody compile them again.
//!
//! This crate holds types and their serialised form, nothing else: no I/O, no rendering.

mod document;
mod exit;
mod speedup;
mod told;

pub use document::{
    Diagnosis, Neighbour, Report, ScenarioOutcome, Stage, Status, Subject, Verdict,
};
pub use exit::Exit;
pub use speedup::{Interval, Measured, Speedup};
pub use told::{Blocked, Object, Step, Waiting};
