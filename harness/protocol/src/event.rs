//! What a child process says: one [`Event`] a line, the last one an [`End`].

use serde::{Deserialize, Serialize};

use crate::{Code, Prediction, Schedule, WorkloadInfo};

/// A place in source code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Location {
    /// As the compiler names it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

/// The version of the stream of events that this code writes and reads. A change that an older reader would
/// get wrong raises it.
pub const VERSION: u32 = 1;

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

/// A panic, as its hook saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PanicRecord {
    /// Index into [`Failure::threads`].
    pub thread: u32,
    /// The panic's message.
    pub message: String,
    /// Where it was raised.
    pub location: Option<Location>,
    /// Steps that the execution had made.
    pub step: u64,
}

/// A thread of the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thread {
    /// The name that the scenario or the learner gave it, else `main` or `thread N`.
    pub name: String,
    /// Where it was spawned; `None` for main.
    pub spawned: Option<Location>,
}

/// Something that threads share: a lock, a condition variable, an atomic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// `Mutex`, `Condvar`, `AtomicUsize` …
    pub kind: String,
    /// The place that first names it: where it was made if that is known, else where it was first used.
    pub location: Location,
    /// The field or variable that holds it, where the source tells; filled in by the parent.
    pub name: Option<String>,
}

/// One step of an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Index into [`Failure::threads`].
    pub thread: u32,
    /// `lock`, `wait`, `notify_one`, `load`, `spawn`, `call`, `return` …
    pub operation: String,
    /// Index into [`Failure::objects`].
    pub object: Option<u32>,
    /// The value read or written, `1 → 0` for a change; or what else is worth a word.
    pub value: Option<String>,
    /// What the object held before, where it is an atomic, or locked data of a primitive type.
    #[serde(default)]
    pub before: Option<String>,
    /// The same, when the step was done.
    #[serde(default)]
    pub after: Option<String>,
    /// Where.
    pub location: Option<Location>,
    /// The thread that ran before could have gone on.
    pub preemption: bool,
    /// Threads that could have run instead, this one included.
    pub runnable: Vec<u32>,
    /// Threads that could not, and what each of them waited for. Not known in loom.
    #[serde(default)]
    pub blocked: Vec<Waiting>,
    /// Whether its thread could go on after it.
    #[serde(default)]
    pub could_go_on: bool,
    /// Index into [`Failure::steps`] of the steps of other threads that this one synchronises with: it
    /// happens after them.
    #[serde(default)]
    pub follows: Vec<u64>,
}

/// A thread that could not go on at some step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// Index into [`Failure::threads`].
    pub thread: u32,
    /// What it waits to do.
    pub operation: String,
    /// Index into [`Failure::objects`]: on what.
    pub object: Option<u32>,
}

/// A thread that cannot go on, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blocked {
    /// Index into [`Failure::threads`].
    pub thread: u32,
    /// The operation it is stuck in: `lock`, `wait`, `join`, `recv`, `park` …
    pub operation: String,
    /// Index into [`Failure::objects`].
    pub object: Option<u32>,
    /// Where it is stuck.
    pub location: Option<Location>,
    /// Index into [`Failure::steps`] of the step that it made last.
    pub since: Option<u64>,
    /// The thread that would have to act, where one can be named: a lock's holder, a join's target.
    pub waits_for: Option<u32>,
}

/// A process of a scenario with real processes, at the end of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// Its number.
    pub id: u32,
    /// What the interleaving calls it, where it does.
    pub name: Option<String>,
    /// Program and arguments.
    pub command: String,
    /// It has ended, and nobody has asked how: a zombie.
    pub ended: bool,
    /// What its threads do; none if it has ended.
    pub threads: Vec<ProcessThread>,
}

/// A thread of a [`Process`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcessThread {
    /// Its name, as far as the system keeps it.
    pub name: String,
    /// What it waits for, as the end of a sentence that begins with its name.
    pub waits: String,
    /// Where it is, innermost call first, where that is known. A report keeps the learner's own.
    pub places: Vec<Location>,
}

/// A choice on the way to a failure that was not the plain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// What was chosen.
    pub kind: DepartureKind,
    /// Choices of the [`Schedule`] before this one: so many of them and no more are the same
    /// schedule without it, and plain from there on.
    pub choice: u64,
    /// Index into [`Failure::steps`] of what happened next.
    pub step: u64,
}

/// What a [`Departure`] chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DepartureKind {
    /// A switch away from a thread that could have gone on.
    Preemption,
    /// Where the running thread could not go on, or gave way: not the thread whose turn it was.
    Order,
    /// A wait whose time was over before it was woken.
    Timeout,
    /// `notify_one` woke another thread than the one that had waited longest.
    Wake,
    /// A wake-up, or a weak exchange's failure, for no reason.
    Disturbance,
}

/// What went wrong in one execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// The diagnosis of the violated property, else of how the execution ended.
    pub code: Code,
    /// What was violated, with the values that show it.
    pub message: String,
    /// Why, in one sentence, where the pattern of steps tells.
    pub cause: Option<String>,
    /// Where the cause is.
    pub location: Option<Location>,
    /// Number of the failing execution, from 1, over all bounds.
    pub execution: u64,
    /// The bound that was being explored.
    pub bound: Option<u32>,
    /// The first panic, if there was one.
    pub panic: Option<PanicRecord>,
    /// The threads of the execution; main is the first.
    pub threads: Vec<Thread>,
    /// The objects of the execution.
    pub objects: Vec<Object>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Who is stuck at the end.
    pub blocked: Vec<Blocked>,
    /// Real processes that are still there, the scenario's own first.
    #[serde(default)]
    pub processes: Vec<Process>,
    /// Where the schedule left the plain order, in turn.
    #[serde(default)]
    pub departures: Vec<Departure>,
    /// How to run it again; `None` on the real std.
    pub schedule: Option<Schedule>,
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
    pub left_blocked: Vec<Blocked>,
    /// Seconds of wall-clock time.
    pub seconds: f64,
}
