//! What the grader's processes say to each other, and the words that both of them use.
//!
//! Data flows one way: `cargo xtask check` writes one [`Job`] to the standard input of a child
//! process; the child answers with a stream of [`Event`]s, one JSON document a line; the parent folds
//! the events into a report, which is `heddle-report`'s. A saved stream of events reproduces any report.
//!
//! Every engine and every subject is compiled against this crate, so it holds what they need and no
//! more: a change here builds all of them again.
//!
//! This crate holds types and their serialised form, nothing else: no I/O, no engine, no rendering.

mod diagnosis;
mod event;
mod failure;
mod job;
mod line;
mod op;
mod speedup;
mod stage;

pub use diagnosis::Code;
pub use event::{End, Event, ScenarioInfo, Stopped, Unsupported, VERSION};
pub use failure::{
    Announced, Departure, DepartureKind, Descriptor, Failure, Finding, Location, Object,
    PanicRecord, Process, ProcessThread, Promise, Step, Thread, Wait,
};
pub use job::{Budget, How, Job, Request, Schedule};
pub use op::{MemoryOrder, ObjectKind, Op, Outcome, Refusal, Scalar, Until};
pub use speedup::{Balance, Contestant, Measurement, Prediction, WorkloadInfo};
pub use stage::StageName;
