//! `exercise.toml`.

use serde::{Deserialize, Serialize};

use crate::StageName;

/// An exercise's `exercise.toml`. Unknown keys are refused: a misspelt bound must not pass silently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What the exercise is called in lists and reports.
    pub title: String,
    /// The name of the learner's crate, as the spec imports it.
    pub lib: String,
    /// Which stages judge it.
    pub stages: Stages,
    /// How far they look.
    #[serde(default)]
    pub bounds: Bounds,
    /// Crates other than `heddle` that a submission may use.
    #[serde(default)]
    pub crates: Vec<String>,
    /// Whether a submission may contain `unsafe`.
    #[serde(default, rename = "unsafe")]
    pub allow_unsafe: bool,
}

/// The stages of an exercise, beside `scan` and `build`, which are always there and required.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stages {
    /// A pass needs each of these, complete to its bound.
    pub required: Vec<StageName>,
    /// Named in the line that says pass when they did not finish.
    #[serde(default)]
    pub optional: Vec<StageName>,
}

impl Stages {
    /// Whether the stage judges the exercise, needed for a pass or not.
    pub fn names(&self, stage: StageName) -> bool {
        self.required.contains(&stage) || self.optional.contains(&stage)
    }
}

/// How far the models look. The defaults suit most exercises.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bounds {
    /// Preemptions in one execution of the bounded search.
    pub preemptions: u32,
    /// Spurious wake-ups and weak compare-exchange failures in one execution.
    pub disturbances: u32,
    /// Executions of one scenario in the bounded search.
    pub executions: u64,
    /// Random executions of one scenario, where the bounded search did not finish.
    pub random: u64,
    /// Steps of one execution.
    pub steps: u64,
    /// Seconds of one scenario in one model: a net, not the usual limit.
    pub seconds: f64,
    /// Preemptions in one execution of loom.
    pub loom: u32,
    /// Executions of one scenario in loom.
    pub loom_executions: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            preemptions: 2,
            disturbances: 1,
            executions: 20_000,
            random: 5_000,
            steps: 20_000,
            seconds: 20.0,
            loom: 2,
            loom_executions: 3_000,
        }
    }
}
