//! The result of a check: one versioned document, from which every format is converted.

use heddle_protocol::{
    Code, Departure, Location, Process, ScenarioInfo, StageName, Stopped, Thread,
};
use serde::{Deserialize, Serialize};

use crate::told::{Blocked, Object, Step};

use crate::Speedup;

/// What became of a stage, or of a scenario in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It finished and found nothing.
    Passed,
    /// It found something wrong with the code.
    Failed,
    /// It could not tell.
    Inconclusive,
    /// It does not apply, or an earlier stage made it pointless.
    Skipped,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every required stage passed.
    Pass,
    /// Some stage failed.
    Fail,
    /// Neither.
    Inconclusive,
}

/// What was graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// `learner`, `solution`, `starter`, `bank` or `file`.
    pub kind: String,
    /// The `lib.rs`, relative to the workspace where it lies within it.
    pub path: String,
}

/// The versioned document that `--json` prints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this document: [`Report::SCHEMA`].
    pub schema: u32,
    /// The exercise's folder name, `05-queue`.
    pub exercise: String,
    /// Its title.
    pub title: String,
    /// What was graded.
    pub subject: Subject,
    /// The answer.
    pub verdict: Verdict,
    /// Every stage, in the order in which they are asked.
    pub stages: Vec<Stage>,
    /// Every scenario in every stage that ran it.
    pub scenarios: Vec<ScenarioOutcome>,
    /// Why it is not a pass.
    pub diagnosis: Option<Diagnosis>,
    /// The threads that `interleaving` and `blocked` index.
    pub threads: Vec<Thread>,
    /// The objects that `interleaving` and `blocked` index.
    pub objects: Vec<Object>,
    /// What happened, in order.
    pub interleaving: Vec<Step>,
    /// Who is stuck, and why.
    pub blocked: Vec<Blocked>,
    /// The same schedule without one of its departures from the plain order, run as well.
    #[serde(default)]
    pub neighbours: Vec<Neighbour>,
    /// Real processes that were still there at the end, the scenario's own first.
    #[serde(default)]
    pub processes: Vec<Process>,
    /// Predicted and measured speed, by workload.
    #[serde(default)]
    pub speedup: Vec<Speedup>,
    /// What `--replay` takes.
    pub replay: Option<String>,
    /// Further lines that a reader should see.
    pub notes: Vec<String>,
}

impl Report {
    /// The version of the document that this code writes.
    pub const SCHEMA: u32 = 1;
}

/// A schedule that differs from the failing one in a single choice, and is plain from there on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// The choice that was not made.
    pub without: Departure,
    /// It passed: the failure needs that choice.
    pub passes: bool,
}

/// One stage of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Which.
    pub name: StageName,
    /// What became of it.
    pub status: Status,
    /// Whether a pass needs it.
    pub required: bool,
    /// Executions, over all its scenarios.
    pub executions: u64,
    /// The bound that every scenario completed.
    pub bound: Option<u32>,
    /// Every scenario was complete to its bound.
    pub complete: bool,
    /// Seconds, summed over its scenarios.
    pub seconds: f64,
    /// One line that says what was explored, or why not.
    pub note: String,
}

/// One scenario in one stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioOutcome {
    /// The scenario.
    pub scenario: ScenarioInfo,
    /// The stage.
    pub stage: StageName,
    /// What became of it.
    pub status: Status,
    /// Its diagnosis, if it failed.
    pub code: Option<Code>,
    /// Executions until it ended.
    pub executions: u64,
    /// The largest complete bound.
    pub bound: Option<u32>,
    /// Complete to its bound.
    pub complete: bool,
    /// Where there were too many schedules for that: all with at most so many delays were run.
    #[serde(default)]
    pub delays: Option<u32>,
    /// Why it stopped before it was complete.
    pub stopped: Option<Stopped>,
    /// Seconds.
    pub seconds: f64,
    /// Why it was skipped or could not tell.
    pub note: Option<String>,
    /// The stage does not apply: threads or waits of a library's own are beyond it.
    #[serde(default)]
    pub outside: bool,
}

/// Why it is not a pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The word.
    pub code: Code,
    /// The scenario that showed it, where it was one.
    pub scenario: Option<String>,
    /// The stage that showed it.
    pub stage: StageName,
    /// What was violated.
    pub message: String,
    /// Why, in one sentence.
    pub cause: Option<String>,
    /// Where.
    pub location: Option<Location>,
}
