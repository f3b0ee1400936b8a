//! `hint`: one more each time it is called.

use std::{fmt::Write as _, fs};

use anyhow::Context as _;

use crate::{
    catalog,
    exit::{Exit, usage},
    report::sanitised,
    screen,
    state::State,
    workspace::Workspace,
};

/// Runs the command.
pub fn run(workspace: &Workspace, wanted: Option<&str>, all: bool) -> anyhow::Result<Exit> {
    let exercise = catalog::find(workspace, wanted)?;
    let hints = exercise.hints();
    if hints.is_empty() {
        return usage(format!("{} has no hints", exercise.id));
    }
    let shown = State::load(workspace).of(&exercise.id).hints;
    // After the last one, the last one again: it is the one that says most.
    let next = shown.min(hints.len() - 1);
    let which = if all { 0..hints.len() } else { next..next + 1 };
    let paint = screen::paint();
    let mut out = String::new();
    for index in which.clone() {
        let text = fs::read_to_string(&hints[index])
            .with_context(|| format!("cannot read {}", workspace.relative(&hints[index])))?;
        let heading = format!("Hint {} of {} · {}", index + 1, hints.len(), exercise.id);
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}\n\n{}\n",
            paint.bold(&heading),
            sanitised(text.trim())
        );
    }
    if which.end < hints.len() {
        let next = format!("cargo xtask hint {}", exercise.short());
        let _ = writeln!(out, "The next one says more: {}", paint.code(&next));
    } else if !all && shown >= hints.len() {
        let _ = writeln!(
            out,
            "That was the last one. All of them: cargo xtask hint {} --all",
            exercise.short()
        );
    }
    State::update(workspace, &exercise.id, |remembered| {
        remembered.hints = remembered.hints.max(which.end);
    })?;
    screen::write(&out)?;
    Ok(Exit::Pass)
}
