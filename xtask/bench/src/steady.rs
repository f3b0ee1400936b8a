//! Scenarios with real processes, run again and again, on a quiet machine and beside a hog on every core:
//! each time they have to end in the same way.

use heddle_protocol::StageName;

use crate::{measure::with_hogs, table::SteadyRow};
use xtask::{
    catalog::{self, Exercise, bank},
    grading,
    judged::{self, Judged},
    manifest::Manifest,
    progress::Progress,
    record::{Record, Task, Trial},
    run::{Runner, SEED, budget, in_parallel},
    subject::{Choice, Source},
    workspace::Workspace,
};

/// Runs of each scenario, on a quiet machine and on a busy one.
const TIMES: u32 = 500;

/// The solution in all scenarios, and of the wrong answers one for each diagnosis, in the scenario that
/// finds it.
pub fn measure(workspace: &Workspace, progress: &Progress) -> anyhow::Result<Vec<SteadyRow>> {
    let mut rows = Vec::new();
    for exercise in catalog::all(workspace)? {
        let manifest = exercise.manifest(workspace)?;
        if !manifest.stages.names(StageName::Process) {
            continue;
        }
        let mut choices = vec![("solution".to_owned(), Choice::Solution)];
        let mut seen = Vec::new();
        for name in bank(&exercise, "wrong") {
            let choice = Choice::Bank(name.clone());
            let code = Source::open(workspace, &exercise, &choice)?.expected()?;
            if code.is_some() && !seen.contains(&code) {
                seen.push(code);
                choices.push((name, choice));
            }
        }
        for (name, choice) in choices {
            let row = of_subject(workspace, &exercise, &manifest, &name, &choice, progress)?;
            progress.note(&format!(
                "{} {name}: {} in {}, {} runs of {} differed",
                row.exercise, row.outcome, row.scenarios, row.differed, row.runs
            ));
            rows.push(row);
        }
    }
    Ok(rows)
}

fn of_subject(
    workspace: &Workspace,
    exercise: &Exercise,
    manifest: &Manifest,
    name: &str,
    choice: &Choice,
    progress: &Progress,
) -> anyhow::Result<SteadyRow> {
    let (_, mut record, binary) = crate::built(workspace, exercise, manifest, choice, progress)?;
    let folder = grading::scratch(workspace)?;
    let runner = Runner {
        binary: &binary,
        folder: &folder,
        workers: grading::cores(),
        progress: &Progress::silent(),
        alone: false,
    };
    runner.list(&mut record)?;
    let mut expected = Vec::new();
    for scenario in &record.scenarios {
        let first = once(&runner, &record, &scenario.name)?;
        let failed = first != PASSED;
        if failed {
            // What finds it is one scenario; the others would end in the same word, or not at all.
            expected.clear();
        }
        expected.push((scenario.name.clone(), first));
        if failed {
            break;
        }
    }
    progress.stage(name, 2 * u64::from(TIMES) * expected.len() as u64);
    let rounds = || {
        let jobs = (0..TIMES).flat_map(|_| expected.clone()).collect();
        let differs = |(scenario, first): (String, String)| {
            let differs = once(&runner, &record, &scenario)? != first;
            progress.done();
            Ok(differs)
        };
        let runs = in_parallel(grading::cores(), jobs, differs).into_iter();
        runs.collect::<anyhow::Result<Vec<bool>>>()
    };
    let mut all = rounds()?;
    all.extend(with_hogs(rounds)?);
    let differed = all.iter().filter(|differs| **differs).count();
    let (scenarios, outcome) = match expected.as_slice() {
        [(scenario, outcome)] => (scenario.clone(), outcome.clone()),
        many => (format!("{} scenarios", many.len()), PASSED.to_owned()),
    };
    Ok(SteadyRow {
        exercise: exercise.id.clone(),
        subject: name.to_owned(),
        scenarios,
        outcome,
        runs: all.len(),
        differed,
    })
}

const PASSED: &str = "pass";

/// How the scenario ends, in a word.
fn once(runner: &Runner<'_>, record: &Record, scenario: &str) -> anyhow::Result<String> {
    let trial = Trial {
        scenario: scenario.to_owned(),
        stage: StageName::Process,
        budget: budget(&record.bounds, StageName::Process),
        seed: SEED,
    };
    let child = runner.run_one(Task::Explore(trial), None)?;
    Ok(match judged::child(&child) {
        Judged::Ended(_) => PASSED.to_owned(),
        Judged::Failed { code, .. } => code.to_string(),
        Judged::Unsupported(_) | Judged::Overran | Judged::Fault(_) => "inconclusive".to_owned(),
    })
}
