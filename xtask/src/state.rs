//! What is remembered between two commands: the last verdict and the hints seen, per exercise.
//!
//! It is a convenience: a state that is missing or cannot be read is an empty one.

use std::{collections::BTreeMap, fs, path::PathBuf};

use heddle_protocol::Code;
use heddle_report::{Report, Verdict};
use serde::{Deserialize, Serialize};

use crate::{
    judged::LastFailure,
    workspace::{Workspace, write_atomically},
};

/// Everything that is remembered.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    #[serde(default)]
    exercises: BTreeMap<String, Remembered>,
}

/// What is remembered of one exercise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// Hints that were shown.
    #[serde(default)]
    pub hints: usize,
    /// The last verdict on the learner's own file.
    #[serde(default)]
    pub last: Option<Last>,
}

/// A verdict, and the code that it was about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Last {
    /// The answer.
    pub verdict: Verdict,
    /// Why it was no pass.
    pub code: Option<Code>,
    /// The fingerprint of the learner's files then.
    pub content: u64,
    /// The schedule that failed, where there was one.
    #[serde(default)]
    pub failed: Option<LastFailure>,
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.heddle_dir().join("state.json")
}

impl State {
    /// Reads it.
    pub fn load(workspace: &Workspace) -> Self {
        let text = fs::read_to_string(path(workspace)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// What is known of an exercise.
    pub fn of(&self, exercise: &str) -> Remembered {
        self.exercises.get(exercise).cloned().unwrap_or_default()
    }

    /// Changes what is known of an exercise, and writes it.
    pub fn update(
        workspace: &Workspace,
        exercise: &str,
        change: impl FnOnce(&mut Remembered),
    ) -> anyhow::Result<()> {
        let mut state = State::load(workspace);
        change(state.exercises.entry(exercise.to_owned()).or_default());
        write_atomically(&path(workspace), &serde_json::to_string_pretty(&state)?)
    }

    /// Remembers a verdict on the learner's own file.
    pub fn remember(
        workspace: &Workspace,
        report: &Report,
        content: u64,
        failed: Option<LastFailure>,
    ) -> anyhow::Result<()> {
        let code = report.diagnosis.as_ref().map(|diagnosis| diagnosis.code);
        let last = Last {
            verdict: report.verdict,
            code,
            content,
            failed,
        };
        State::update(workspace, &report.exercise, |remembered| {
            remembered.last = Some(last)
        })
    }
}
