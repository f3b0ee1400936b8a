//! An execution as a report tells it: the record, with names, words and relations.

use heddle_protocol::{Location, Op, Outcome};
use serde::{Deserialize, Serialize};

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
    /// Index into [`Report::threads`](crate::Report::threads).
    pub thread: u32,
    /// `lock`, `wait`, `notify_one`, `load`, `spawn`, `call`, `return` …
    pub operation: Op,
    /// Index into [`Report::objects`](crate::Report::objects).
    pub object: Option<u32>,
    /// What came of it.
    pub outcome: Outcome,
    /// The same in words: the value read or written, `1 → 0` for a change; or what else is worth a word.
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
    /// Index into [`Report::interleaving`](crate::Report::interleaving) of the steps of other threads that this one synchronises with: it
    /// happens after them.
    #[serde(default)]
    pub follows: Vec<u64>,
}

/// A thread that could not go on at some step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// Index into [`Report::threads`](crate::Report::threads).
    pub thread: u32,
    /// What it waits to do, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Op>,
    /// Index into [`Report::objects`](crate::Report::objects): on what.
    pub object: Option<u32>,
}

/// A thread that cannot go on, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blocked {
    /// Index into [`Report::threads`](crate::Report::threads).
    pub thread: u32,
    /// The operation it is stuck in: `lock`, `wait`, `join`, `recv`, `park` …
    pub operation: Op,
    /// Index into [`Report::objects`](crate::Report::objects).
    pub object: Option<u32>,
    /// Where it is stuck.
    pub location: Option<Location>,
    /// Index into [`Report::interleaving`](crate::Report::interleaving) of the step that it made last.
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
