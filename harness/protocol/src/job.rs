//! What the parent asks of a child process.

use serde::{Deserialize, Serialize};

use crate::Measurement;

/// One line of JSON on the child's standard input.
///
/// Nothing of it is in the child's arguments or environment, where the code under check could read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// Repeated by the child's [`End`](crate::End): an end record without it is not the grader's.
    pub nonce: String,
    /// What to do.
    pub request: Request,
}

/// What a child process is asked to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Name the scenarios: one [`Event::Scenario`](crate::Event::Scenario) each, then the end.
    List,
    /// Run one workload on simulated cores, once for each number of them.
    Predict {
        /// The workload's name.
        workload: String,
        /// Simulated cores of each run, and workers.
        cores: Vec<u32>,
        /// Where the input comes from.
        seed: u64,
        /// See [`Budget::asleep`].
        asleep: f64,
    },
    /// Run one workload for real, once.
    Measure(Measurement),
    /// Run one scenario.
    Run {
        /// The scenario's name.
        scenario: String,
        /// Under which engine, and how far.
        how: How,
    },
}

/// How a scenario is run: what each engine has to be told, and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Every schedule within the budget.
    Search(Budget),
    /// Random schedules, all of them from this seed.
    Random(Budget, u64),
    /// Memory orderings, with loom.
    Loom(Budget),
    /// One schedule of the search or of loom.
    Replay(Schedule, Budget),
    /// Real threads.
    Threads {
        /// How often, at most.
        runs: u64,
        /// Seconds of wall-clock time after which the parent ends it.
        seconds: f64,
    },
    /// Real processes, once.
    Processes {
        /// Seconds of wall-clock time after which the parent ends it.
        seconds: f64,
    },
}

/// When an exploration stops, if it was not complete before.
///
/// Executions and steps are the real limits, because they make a verdict repeatable; the time is a
/// net for code that is slower than anyone expected.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// The largest number of preemptions to explore.
    pub preemptions: u32,
    /// How many spurious wake-ups and weak compare-exchange failures one execution may have.
    pub disturbances: u32,
    /// Executions, over all bounds.
    pub executions: u64,
    /// Steps of one execution.
    pub steps: u64,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Seconds after which a model's thread that sleeps for real is taken to wait for something that
    /// the model does not know.
    #[serde(default = "patient")]
    pub asleep: f64,
    /// After the first bounds, go on without one where that is possible. Without it the search ends with the
    /// first failure of the smallest bound that has one.
    #[serde(default = "yes")]
    pub reduces: bool,
}

fn yes() -> bool {
    true
}

fn patient() -> f64 {
    Budget::PATIENT
}

impl Budget {
    /// [`asleep`](Self::asleep) where nothing tells that a model's thread might sleep.
    pub const PATIENT: f64 = 1.0;
}

/// The choices that lead to one execution, from which it can be run again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// Bounded search and random: first whether each unlock was a step from the start (1) or not (0),
    /// then the index taken at each decision that had more than one option.
    /// Trailing zeros (the default at every later decision) are left out.
    Choices(Vec<u16>),
    /// loom is deterministic: this execution (from 1) of the search with this bound.
    Loom {
        /// Preemption bound.
        bound: u32,
        /// Number of the execution within that bound, from 1.
        execution: u64,
        /// The scenario's main ran as a child of loom's main, since it spins.
        main_spins: bool,
    },
}
