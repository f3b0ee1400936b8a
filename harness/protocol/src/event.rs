//! What a child process says: one [`Event`] a line, the last one an [`End`].

use serde::{Deserialize, Serialize};

use crate::{Announced, Failure, Location, PanicRecord, Prediction, WorkloadInfo};

/// The version of the stream of events that this code writes and reads. A change that an older reader would
/// get wrong raises it.
pub const VERSION: u32 = 2;

/// Something that a child process reports.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The first line of every answer, before any code under check has run. Its own form never changes.
    Begin {
        /// [`VERSION`], as the child was built.
        version: u32,
    },
    /// One scenario of the spec, in the order of the spec. Only in answer to `List`.
    Scenario(ScenarioInfo),
    /// One workload of the spec, after the scenarios. Only in answer to `List`.
    Workload(WorkloadInfo),
    /// One run on simulated cores. Only in answer to `Predict`.
    Predicted(Prediction),
    /// Only in answer to `Measure`: the input is there, and a line on standard input starts the work.
    Ready {
        /// Seconds that it took to start what works: worker processes, say.
        #[serde(default)]
        startup: f64,
    },
    /// Only in answer to `Measure`: the work is done. Written before anything else is.
    Done,
    /// Only in answer to `Measure`, after `Done`.
    Output {
        /// Of everything that was computed.
        digest: u64,
        /// Seconds of processor time between `Ready` and `Done`, over all threads.
        processor: f64,
    },
    /// The search is alive. At most a few a second.
    Progress {
        /// Executions so far.
        executions: u64,
        /// The bound being explored.
        bound: u32,
    },
    /// Every schedule within this bound was run.
    BoundComplete {
        /// The bound.
        bound: u32,
        /// Executions that this bound alone took.
        executions: u64,
    },
    /// The engine cannot judge something that the code uses; nothing that it says counts.
    Unsupported(Unsupported),
    /// A thread panicked. Written by the panic hook before anything unwinds; not yet a failure,
    /// since the panic may be one that the scenario wants.
    Panic(PanicRecord),
    /// The scenario failed. The child stops after this without unwinding anything.
    Failure(Box<Failure>),
    /// The last event of a child that did what it was asked.
    End(End),
}

/// A scenario, as a reader sees it before it runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioInfo {
    /// Kebab-case, unique in the spec.
    pub name: String,
    /// One sentence: what must hold.
    pub about: String,
    /// Threads that run at once, the main one included, where the scenario is written as data.
    pub threads: Vec<Vec<String>>,
    /// Whether loom should judge it.
    pub loom: bool,
    /// Preemptions in one execution of the search, where the manifest's bound is not enough.
    #[serde(default)]
    pub preemptions: Option<u32>,
    /// What to tell beside a pass if no two threads held a lock at the same time, in any schedule.
    #[serde(default)]
    pub alone: Option<String>,
}

/// Something that an engine cannot judge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsupported {
    /// As the learner wrote it: `` `Mutex::try_lock` ``, `a thread that the model does not know`.
    pub item: String,
    /// Where it was used.
    pub location: Option<Location>,
    /// It is beyond any model: a thread or a wait of a library's own. Where the exercise allows such
    /// libraries, real threads alone judge it.
    #[serde(default)]
    pub outside: bool,
}

/// Why an exploration stopped before it was complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stopped {
    /// [`Budget::executions`](crate::Budget::executions) ran out.
    Executions,
    /// [`Budget::seconds`](crate::Budget::seconds) ran out.
    Seconds,
    /// One execution made more than [`Budget::steps`](crate::Budget::steps) steps, and it could not
    /// be told that it would never end.
    Steps,
    /// loom's branch limit.
    Branches,
}

/// The end record: without it, and the right nonce in it, a child's word counts for nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// The nonce of the [`Job`](crate::Job).
    pub nonce: String,
    /// Executions, over all bounds.
    pub executions: u64,
    /// The largest bound of which every schedule was run.
    pub bound: Option<u32>,
    /// Every schedule within the budget's bounds was run.
    pub complete: bool,
    /// Where there were too many: every schedule with at most so many delays was run.
    #[serde(default)]
    pub delays: Option<u32>,
    /// No larger bound could find anything more: the search never had to leave a preemption out.
    pub exhausted: bool,
    /// Why it is not complete.
    pub stopped: Option<Stopped>,
    /// The most threads in one execution, main included.
    pub threads: u32,
    /// In some execution two threads held a lock each at the same time.
    #[serde(default)]
    pub overlap: bool,
    /// Threads that were still blocked when main returned, in some execution: legal in std.
    pub left_blocked: Vec<Announced>,
    /// Seconds of wall-clock time.
    pub seconds: f64,
}
