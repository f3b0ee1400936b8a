//! What the grader's processes say to each other, and the words that a report uses.
//!
//! Data flows one way: `cargo xtask check` writes one [`Job`] to the standard input of a child
//! process; the child answers with a stream of [`Event`]s, one JSON document a line; the parent folds
//! the events into a [`Report`]. A saved stream of events reproduces any report.
//!
//! This crate holds types and their serialised form, nothing else: no I/O, no engine, no rendering.

mod diagnosis;
mod event;
mod job;
mod line;
mod manifest;
mod report;
mod speedup;

pub use diagnosis::Code;
pub use event::{
    Blocked, Departure, DepartureKind, End, Event, Failure, Location, Object, PanicRecord, Process,
    ProcessThread, ScenarioInfo, Step, Stopped, Thread, Unsupported, Waiting,
};
pub use job::{Budget, Job, Request, Schedule};
pub use manifest::{Bounds, Manifest, Stages};
pub use report::{
    Diagnosis, Neighbour, Report, ScenarioOutcome, Stage, StageName, Status, Subject, Verdict,
};
pub use speedup::{
    Balance, Contestant, Interval, Measured, Measurement, Prediction, Speedup, WorkloadInfo,
};
