//! Executions per second: the façade beside the bare engines, on one model (`harness/bench`).

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;
use heddle_protocol::{Budget, StageName};
use serde_json::Value;

use crate::{
    measure::{self, median},
    table::{Figure, Goal},
};
use xtask::{
    grading,
    judged::{self, Judged},
    progress::Progress,
    record::{Task, Trial},
    run::{SEED, child},
    workspace::Workspace,
};

/// How often the two sides take turns.
const TURNS: usize = 9;
/// Executions of a search engine in one turn: about a third of a second.
const EXECUTIONS: u64 = 40_000;
/// Preemptions, for loom.
const BOUND: u32 = 2;

/// One side of a comparison.
enum Side {
    /// A bare engine, and its arguments.
    Raw(Vec<String>),
    /// The façade.
    Facade(Trial),
}

/// Builds the model and measures it.
pub fn measure(workspace: &Workspace, progress: &Progress) -> anyhow::Result<Vec<Figure>> {
    let binary = build(workspace)?;
    let shuttle = |scheduler: &str| {
        let executions = EXECUTIONS.to_string();
        Side::Raw(vec!["shuttle".into(), scheduler.into(), executions])
    };
    let raw_loom = Side::Raw(vec!["loom".into(), BOUND.to_string()]);
    // As many schedulers in turn as the random stage has, or one: what is compared is said in the name.
    let comparisons = [
        (
            "random stage / bare shuttle, same schedulers",
            facade("short", StageName::Random, 0),
            shuttle("mixed"),
            Some(Goal::AtLeast(0.9)),
        ),
        (
            "bounded search / bare shuttle, random",
            facade("short", StageName::Search, 0),
            shuttle("random"),
            None,
        ),
        (
            "bounded search, disturbed / bare shuttle, random",
            facade("short", StageName::Search, 1),
            shuttle("random"),
            None,
        ),
        (
            "loom stage / bare loom",
            facade("long", StageName::Loom, 0),
            raw_loom,
            Some(Goal::AtLeast(0.9)),
        ),
    ];
    progress.stage("engines", comparisons.len() as u64);
    let mut figures = Vec::new();
    for (name, ours, theirs, goal) in comparisons {
        figures.extend(compare(workspace, &binary, name, &ours, &theirs, goal)?);
        progress.done();
    }
    Ok(figures)
}

fn facade(scenario: &str, stage: StageName, disturbances: u32) -> Side {
    Side::Facade(Trial {
        scenario: scenario.to_owned(),
        stage,
        budget: Budget {
            // The search gets enough preemptions to fill its executions.
            preemptions: if stage == StageName::Loom { BOUND } else { 12 },
            disturbances,
            executions: EXECUTIONS,
            steps: 20_000,
            seconds: 60.0,
            asleep: Budget::PATIENT,
            reduces: true,
        },
        seed: SEED,
    })
}

/// Both sides in turn. The ratio is of executions per second on the cores.
fn compare(
    workspace: &Workspace,
    binary: &Path,
    name: &str,
    ours: &Side,
    theirs: &Side,
    goal: Option<Goal>,
) -> anyhow::Result<Vec<Figure>> {
    let mut rates = Vec::new();
    let mut executions = (0, 0);
    for _ in 0..TURNS {
        let (a, ours) = once(workspace, binary, ours)?;
        let (b, theirs) = once(workspace, binary, theirs)?;
        rates.push((a as f64 / ours, b as f64 / theirs));
        executions = (a, b);
    }
    let (left, right) = name.split_once(" / ").unwrap_or((name, ""));
    let rate = |name: &str, rate, count| Figure {
        part: "engines".to_owned(),
        name: format!("{name}: {count} executions"),
        value: rate,
        unit: "executions/s".to_owned(),
        goal: None,
        samples: TURNS,
    };
    Ok(vec![
        Figure {
            part: "engines".to_owned(),
            name: name.to_owned(),
            value: median(rates.iter().map(|(a, b)| a / b)),
            unit: "ratio".to_owned(),
            goal,
            samples: TURNS,
        },
        rate(left, median(rates.iter().map(|(a, _)| *a)), executions.0),
        rate(right, median(rates.iter().map(|(_, b)| *b)), executions.1),
    ])
}

/// Executions, and the seconds on the cores that they took with their process.
fn once(workspace: &Workspace, binary: &Path, side: &Side) -> anyhow::Result<(u64, f64)> {
    match side {
        Side::Raw(arguments) => {
            let (cost, output) = measure::run(Command::new(binary).args(arguments))?;
            anyhow::ensure!(cost.status.success(), "a bare engine failed: {arguments:?}");
            let answer: Value = serde_json::from_str(&output).context("no line of JSON")?;
            let executions = answer["executions"].as_u64().context("no executions")?;
            Ok((executions, cost.cpu))
        }
        Side::Facade(trial) => {
            let folder = grading::scratch(workspace)?;
            let before = measure::cpu_of_children();
            let child = child::run(binary, &folder, Task::Explore(trial.clone()), None, &|_| ())?;
            let cpu = measure::cpu_of_children() - before;
            match judged::child(&child) {
                Judged::Ended(end) => Ok((end.executions, cpu)),
                other => anyhow::bail!("the façade failed on a model that is right: {other:?}"),
            }
        }
    }
}

/// Compiles the models as submissions are that will be timed.
pub fn build(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let target = workspace.heddle_dir().join("bench");
    let mut cargo = measure::cargo();
    cargo
        .current_dir(&workspace.root)
        .args(["build", "--package", "heddle-bench"])
        .args(["--config", "profile.dev.opt-level = 2"])
        .arg("--target-dir")
        .arg(&target);
    let (cost, _) = measure::run(&mut cargo)?;
    anyhow::ensure!(cost.status.success(), "heddle-bench does not compile");
    Ok(target.join("debug/heddle-bench"))
}
