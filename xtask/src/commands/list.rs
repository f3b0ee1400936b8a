//! `list`: the exercises, and how far the learner is with each.

use std::fmt::Write as _;

use heddle_report::Verdict;
use serde::Serialize;

use crate::{
    catalog::{self, Exercise},
    exit::{Exit, Usage},
    report::sanitised,
    screen,
    state::State,
    subject::{Choice, Source},
    workspace::Workspace,
};

#[derive(Serialize)]
struct Line {
    exercise: String,
    title: String,
    state: &'static str,
    diagnosis: Option<String>,
    changed: bool,
}

/// Runs the command.
pub fn run(workspace: &Workspace, json: bool) -> anyhow::Result<Exit> {
    let state = State::load(workspace);
    let exercises = catalog::all(workspace)?;
    let lines: Vec<Line> = exercises
        .iter()
        .map(|exercise| line(workspace, &state, exercise))
        .collect::<anyhow::Result<_>>()?;
    if json {
        screen::write(&format!("{}\n", serde_json::to_string_pretty(&lines)?))?;
        return Ok(Exit::Pass);
    }
    let paint = screen::paint();
    let widest = lines
        .iter()
        .map(|line| line.exercise.chars().count())
        .max()
        .unwrap_or_default();
    let title = lines
        .iter()
        .map(|line| line.title.chars().count())
        .max()
        .unwrap_or_default();
    let mut out = String::new();
    for line in &lines {
        let Line {
            exercise,
            state,
            diagnosis,
            changed,
            ..
        } = line;
        let mut words = (*state).to_owned();
        if let Some(diagnosis) = diagnosis {
            let _ = write!(words, ": {diagnosis}");
        }
        let words = match *state {
            "passed" if !changed => paint.good(&words),
            "failed" if !changed => paint.bad(&words),
            "not started" => paint.dim(&words),
            _ => words,
        };
        let changed = if *changed { ", and changed since" } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{exercise:<widest$}  {:<title$}  {words}{changed}",
            line.title
        );
    }
    if lines.is_empty() {
        out.push_str("there are no exercises yet\n");
    }
    screen::write(&out)?;
    Ok(Exit::Pass)
}

fn line(workspace: &Workspace, state: &State, exercise: &Exercise) -> anyhow::Result<Line> {
    // One broken manifest must not hide the other exercises.
    let title = match exercise.manifest(workspace) {
        Ok(manifest) => sanitised(&manifest.title),
        Err(error) => match error.downcast::<Usage>() {
            Ok(usage) => format!("({usage})"),
            Err(error) => return Err(error),
        },
    };
    let mut line = Line {
        exercise: exercise.id.clone(),
        title,
        state: "not started",
        diagnosis: None,
        changed: false,
    };
    let open = |choice| Source::open(workspace, exercise, &choice).ok();
    let Some(learner) = open(Choice::Learner) else {
        line.state = "src/lib.rs is missing";
        return Ok(line);
    };
    if open(Choice::Starter).is_some_and(|starter| starter.text() == learner.text()) {
        return Ok(line);
    }
    line.state = "started";
    if let Some(last) = state.of(&exercise.id).last {
        line.state = match last.verdict {
            Verdict::Pass => "passed",
            Verdict::Fail => "failed",
            Verdict::Inconclusive => "inconclusive",
        };
        line.diagnosis = last.code.map(|code| code.to_string());
        line.changed = last.content != learner.fingerprint();
    }
    Ok(line)
}
