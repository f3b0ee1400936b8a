//! From a saved file to the verdict, beside a bare build of the same package after the same edit.

use std::{fs, path::Path, process::Command};

use anyhow::Context as _;

use crate::{
    measure::{self, Cost, median},
    table::{Figure, Goal},
};
use xtask::{
    catalog::{self, Exercise},
    progress::Progress,
    subject::{Choice, Source},
    workspace::Workspace,
};

/// The exercise that is timed.
pub(super) const EXERCISE: &str = "05";
/// How often check and build take turns.
const TURNS: usize = 5;

/// A file that is edited, and how its check ends.
struct Edited {
    name: &'static str,
    text: String,
    exit: i32,
    goal: f64,
}

/// Measures a failing, a passing and a broken file.
pub fn measure(workspace: &Workspace, progress: &Progress) -> anyhow::Result<Vec<Figure>> {
    let exercise = catalog::find(workspace, Some(EXERCISE))?;
    let path = workspace.heddle_dir().join("bench/edited/lib.rs");
    fs::create_dir_all(path.parent().context("a file has a folder")?)?;
    let subjects = subjects(workspace, &exercise)?;
    progress.stage("edit", (subjects.len() * TURNS) as u64);
    let mut figures = Vec::new();
    let mut edits = 0;
    let mut edit = |text: &str| {
        edits += 1;
        // A line at the top moves every place that the compiler keeps, as an edit does.
        fs::write(&path, format!("// edit {edits}\n{text}"))
    };
    for subject in subjects {
        edit(&subject.text)?;
        check(workspace, &path, subject.exit)?;
        let mut pairs = Vec::new();
        for _ in 0..TURNS {
            edit(&subject.text)?;
            let checked = check(workspace, &path, subject.exit)?;
            edit(&subject.text)?;
            pairs.push((checked, build(workspace)?));
            progress.done();
        }
        figures.extend(figures_of(&subject, &pairs));
    }
    Ok(figures)
}

fn subjects(workspace: &Workspace, exercise: &Exercise) -> anyhow::Result<Vec<Edited>> {
    let text = |choice| -> anyhow::Result<String> {
        Ok(Source::open(workspace, exercise, &choice)?
            .whole()
            .to_owned())
    };
    let solution = text(Choice::Solution)?;
    Ok(vec![
        Edited {
            name: "failing",
            text: text(Choice::Bank("wrong/one-condvar-notify-one".to_owned()))?,
            exit: 1,
            goal: 1.0,
        },
        Edited {
            name: "not compiling",
            text: format!("{solution}\nconst EDITED: u32 = \"a word\";\n"),
            exit: 1,
            goal: 0.6,
        },
        Edited {
            name: "passing",
            text: solution,
            exit: 0,
            goal: 4.0,
        },
    ])
}

fn figures_of(subject: &Edited, pairs: &[(Cost, Cost)]) -> Vec<Figure> {
    let figure = |what: &str, value, unit: &str, goal| Figure {
        part: "edit".to_owned(),
        name: format!("{}: {what}", subject.name),
        value,
        unit: unit.to_owned(),
        goal,
        samples: pairs.len(),
    };
    let of = |value: fn(&(Cost, Cost)) -> f64| median(pairs.iter().map(value));
    let goal = Some(Goal::AtMost(subject.goal));
    vec![
        figure("edit to verdict", of(|(c, _)| c.seconds), "s", goal),
        figure("bare build", of(|(_, b)| b.seconds), "s", None),
        figure(
            "edit to verdict / bare build",
            of(|(c, b)| c.seconds / b.seconds),
            "ratio",
            None,
        ),
        figure(
            "edit to verdict, on the cores",
            of(|(c, _)| c.cpu),
            "s",
            None,
        ),
        figure("bare build, on the cores", of(|(_, b)| b.cpu), "s", None),
    ]
}

/// As a learner types it, from the start of cargo to its end.
fn check(workspace: &Workspace, path: &Path, exit: i32) -> anyhow::Result<Cost> {
    let mut cargo = measure::cargo();
    cargo
        .current_dir(&workspace.root)
        .args(["xtask", "check", EXERCISE, "--file"])
        .arg(path);
    let (cost, output) = measure::run(&mut cargo)?;
    anyhow::ensure!(
        cost.status.code() == Some(exit),
        "the check ended with {} in place of {exit}:\n{output}",
        cost.status
    );
    Ok(cost)
}

/// The generated workspace holds the package of the last check, and no other.
fn build(workspace: &Workspace) -> anyhow::Result<Cost> {
    let mut cargo = measure::cargo();
    cargo
        .current_dir(workspace.heddle_dir().join("ws"))
        .args([
            "build",
            "--quiet",
            "--offline",
            "--test",
            "spec",
            "--target-dir",
        ])
        .arg(workspace.target_dir())
        .env_remove("CARGO_TARGET_DIR");
    Ok(measure::run(&mut cargo)?.0)
}

/// A check of the solution into an empty target folder.
pub fn first_build(workspace: &Workspace, progress: &Progress) -> anyhow::Result<Figure> {
    progress.stage("first build", 1);
    let target = workspace.heddle_dir().join("bench/first");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let mut cargo: Command = measure::cargo();
    cargo
        .current_dir(&workspace.root)
        .args(["xtask", "check", EXERCISE, "--solution"])
        .env("CARGO_TARGET_DIR", &target);
    let (cost, output) = measure::run(&mut cargo)?;
    anyhow::ensure!(cost.status.success(), "the solution failed:\n{output}");
    // Half a gigabyte that nobody needs again.
    fs::remove_dir_all(&target)?;
    progress.done();
    Ok(Figure {
        part: "first build".to_owned(),
        name: format!("first check, {:.0} s on the cores", cost.cpu),
        value: cost.seconds,
        unit: "s".to_owned(),
        goal: Some(Goal::AtMost(60.0)),
        samples: 1,
    })
}
