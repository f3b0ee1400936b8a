//! How soon each wrong variant is found: by the order of the stages, and by each engine alone.

use heddle_protocol::StageName;

use crate::table::{BankRow, Found};
use xtask::{
    builder::{self, Effort, Package},
    catalog::{self, Exercise, bank},
    grading,
    judged::{self, Judged},
    manifest::Manifest,
    progress::Progress,
    record::{Record, Task, Trial},
    run::{Runner, SEED, budget},
    subject::{Choice, Source},
    workspace::Workspace,
};

/// A net for one scenario under an engine that does not suit it.
const SECONDS: f64 = 5.0;

/// Measures every wrong variant that compiles and that an engine may judge.
pub fn measure(workspace: &Workspace, progress: &Progress) -> anyhow::Result<Vec<BankRow>> {
    let mut rows = Vec::new();
    for exercise in catalog::all(workspace)? {
        let manifest = exercise.manifest(workspace)?;
        rows.extend(of_exercise(workspace, &exercise, &manifest, progress)?);
    }
    Ok(rows)
}

fn of_exercise(
    workspace: &Workspace,
    exercise: &Exercise,
    manifest: &Manifest,
    progress: &Progress,
) -> anyhow::Result<Vec<BankRow>> {
    let mut subjects: Vec<(String, Source, Record)> = Vec::new();
    for name in bank(exercise, "wrong") {
        let source = Source::open(workspace, exercise, &Choice::Bank(name.clone()))?;
        let record = grading::scanned(workspace, exercise, manifest, &source);
        if record.findings.is_empty() {
            subjects.push((name, source, record));
        }
    }
    let package = |source| Package {
        exercise,
        manifest,
        source,
    };
    let packages: Vec<Package<'_>> = subjects.iter().map(|(_, s, _)| package(s)).collect();
    let built = builder::build(workspace, &packages, Effort::Timed, progress)?;
    drop(packages);
    let folder = grading::scratch(workspace)?;
    progress.stage("bank", subjects.len() as u64);
    let mut rows = Vec::new();
    for ((name, _, mut record), built) in subjects.into_iter().zip(built) {
        if let Some(binary) = &built.binary {
            let runner = Runner {
                binary,
                folder: &folder,
                workers: 1,
                progress: &Progress::silent(),
                alone: false,
            };
            if runner.list(&mut record)? {
                let (search, random, loom) = (
                    alone(&runner, &record, StageName::Search)?,
                    alone(&runner, &record, StageName::Random)?,
                    alone(&runner, &record, StageName::Loom)?,
                );
                rows.push(BankRow {
                    exercise: exercise.id.clone(),
                    variant: name,
                    ours: if search.found {
                        search
                    } else {
                        search.then(loom)
                    },
                    search,
                    random,
                    loom,
                });
            }
        }
        progress.done();
    }
    Ok(rows)
}

/// One engine, scenario after scenario, until one fails.
fn alone(runner: &Runner<'_>, record: &Record, stage: StageName) -> anyhow::Result<Found> {
    let mut all = Found::default();
    for scenario in &record.scenarios {
        if stage == StageName::Loom && !scenario.loom {
            continue;
        }
        let mut budget = budget(&record.bounds, stage);
        budget.seconds = budget.seconds.min(SECONDS);
        let trial = Trial {
            scenario: scenario.name.clone(),
            stage,
            budget,
            seed: SEED,
        };
        let child = runner.run_one(Task::Explore(trial), None)?;
        let (found, executions) = match judged::child(&child) {
            // Without an account of the failure the process died, and perhaps of the engine itself:
            // that is no find.
            Judged::Failed {
                failure: Some(failure),
                ..
            } => (true, failure.execution),
            Judged::Ended(end) => (false, end.executions),
            // The engine has nothing to say about this scenario.
            _ => (false, 0),
        };
        all = all.then(Found {
            found,
            executions,
            seconds: child.seconds,
        });
        if found {
            break;
        }
    }
    Ok(all)
}
