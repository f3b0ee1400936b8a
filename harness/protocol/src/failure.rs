//! The record of an execution that failed: facts, in the order in which they happened.
//!
//! A child process says what was done, what came of it and who waits for what. What that is called, and why
//! it came so, is worked out by the parent from this record and nothing else.

use serde::{Deserialize, Serialize};

use crate::{Code, MemoryOrder, ObjectKind, Op, Outcome, Schedule, Until};

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
    /// What it is.
    pub kind: ObjectKind,
    /// The place that first names it: where it was made if that is known, else where it was first used.
    pub location: Location,
    /// A lock: who holds it alone, at the end. An initialisation: who runs it.
    pub holder: Option<u32>,
    /// A lock: who reads, at the end.
    pub readers: Vec<u32>,
}

/// One step of an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Index into [`Failure::threads`].
    pub thread: u32,
    /// What it did.
    pub op: Op,
    /// Index into [`Failure::objects`].
    pub object: Option<u32>,
    /// What came of it.
    pub outcome: Outcome,
    /// Atomics: as the learner wrote it.
    pub order: Option<MemoryOrder>,
    /// Where.
    pub location: Option<Location>,
    /// The thread that ran before could have gone on.
    pub preemption: bool,
    /// Bit t: thread t could have run instead, this one included. 0 where nobody knows, as in loom.
    pub runnable: u64,
}

/// A thread that has announced a step and not made it, at the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Announced {
    /// Index into [`Failure::threads`].
    pub thread: u32,
    /// What it would do.
    pub op: Op,
    /// Index into [`Failure::objects`]: on what.
    pub object: Option<u32>,
    /// Where.
    pub location: Option<Location>,
    /// Index into [`Failure::steps`] of the step that it made last.
    pub since: Option<u64>,
    /// What has to be so before it can.
    pub until: Until,
}

/// Something that the scenario waits for because the contract promises it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// Index into [`Failure::threads`]: who waits.
    pub thread: u32,
    /// What a standstill meanwhile is called.
    pub code: Code,
    /// What was promised.
    pub message: String,
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
    /// What it has open.
    pub descriptors: Vec<Descriptor>,
}

/// A thread of a [`Process`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcessThread {
    /// Its name, as far as the system keeps it.
    pub name: String,
    /// What it waits for without a time limit; `None`: it runs, or waits for a time.
    pub waits: Option<Wait>,
    /// Where it is, innermost call first, where that is known. A report keeps the learner's own.
    pub places: Vec<Location>,
}

/// What a thread of a real process waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wait {
    /// Something to read from this descriptor.
    Input(u32),
    /// Room to write to this descriptor.
    Output(u32),
    /// The end of a child process; of any, if it is `None`.
    Child(Option<u32>),
    /// Another thread of the same process.
    Thread,
    /// One of several descriptors, or a signal.
    Event,
    /// It was stopped by a signal.
    Stopped,
}

/// An open descriptor of a [`Process`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Descriptor {
    /// Its number.
    pub number: u32,
    /// What is behind it: `pipe:[4711]`, a path. Two that are equal are the same.
    pub target: String,
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
    /// A wake-up, or a weak exchange's failure, for no reason; a thread that runs late.
    Disturbance,
}

/// How an execution ended that should not have ended so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// A property that the scenario states does not hold.
    Violated {
        /// Its name.
        code: Code,
        /// What was violated, with the values that show it.
        message: String,
    },
    /// No thread can go on, and main has not returned.
    Standstill,
    /// Main has returned, and a thread is blocked that has to be done by then: what the scenario calls it.
    LeftBlocked(Code),
    /// It is out of steps, and every thread that can run has gone round many times.
    GoesRound,
    /// A panic came out of the scenario.
    Panicked,
    /// A thread computed for so many seconds without a step.
    NeverSteps {
        /// Of processor time.
        seconds: u64,
    },
    /// The same schedule led to other choices than before.
    Diverged,
    /// Seen from outside any model, of real threads and processes, and told by who saw it.
    Seen {
        /// Its name.
        code: Code,
        /// What was seen.
        message: String,
        /// Why, in one sentence, where that was seen, too.
        cause: Option<String>,
    },
}

/// One execution that failed: everything that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// How it ended.
    pub finding: Finding,
    /// Number of the execution, from 1, over all bounds.
    pub execution: u64,
    /// The bound that was being explored; `None` where there was none.
    pub bound: Option<u32>,
    /// The first panic, if there was one.
    pub panic: Option<PanicRecord>,
    /// The threads of the execution; main is the first.
    pub threads: Vec<Thread>,
    /// The objects of the execution.
    pub objects: Vec<Object>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Who stands before a step at the end.
    pub waiting: Vec<Announced>,
    /// What the scenario waits for at the end.
    pub promises: Vec<Promise>,
    /// The code uses fences: what looks weak may be strong enough.
    pub fences: bool,
    /// Real processes that are still there, the scenario's own first.
    #[serde(default)]
    pub processes: Vec<Process>,
    /// Where the schedule left the plain order, in turn.
    #[serde(default)]
    pub departures: Vec<Departure>,
    /// How to run it again; `None` on the real std.
    pub schedule: Option<Schedule>,
}

impl Failure {
    /// A failure of which no interleaving is known: on real threads, or seen from outside the model.
    pub fn without_steps(finding: Finding) -> Self {
        Failure {
            finding,
            execution: 1,
            bound: None,
            panic: None,
            threads: vec![Thread {
                name: "main".to_owned(),
                spawned: None,
            }],
            objects: Vec::new(),
            steps: Vec::new(),
            waiting: Vec::new(),
            promises: Vec::new(),
            fences: false,
            processes: Vec::new(),
            departures: Vec::new(),
            schedule: None,
        }
    }

    /// Whether nothing on the way needed an unlucky moment: each thread ran as long as it could go on, no
    /// wait ended for no reason.
    pub fn is_plain(&self) -> bool {
        self.departures.is_empty()
    }
}
