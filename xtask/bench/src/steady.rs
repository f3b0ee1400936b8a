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

/// A wrong answer has one scenario and not dozens; it is run so many times as often.
const WRONG: u32 = 50;

/// What is run how often.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// Runs of each scenario of a right answer on a quiet machine, and as many on a busy one.
    pub times: u32,
    /// Only answers whose name has this in it.
    pub only: Option<&'a str>,
}

/// Every right answer in all scenarios, and of the wrong ones one for each diagnosis, in the scenario that
/// finds it.
pub fn measure(
    workspace: &Workspace,
    plan: Plan<'_>,
    progress: &Progress,
) -> anyhow::Result<Vec<SteadyRow>> {
    let mut rows = Vec::new();
    for exercise in catalog::all(workspace)? {
        let manifest = exercise.manifest(workspace)?;
        if !manifest.stages.names(StageName::Process) {
            continue;
        }
        for (name, choice, is_right) in choices(workspace, &exercise, plan)? {
            let subject = Subject {
                exercise: &exercise,
                manifest: &manifest,
                name: &name,
                choice: &choice,
            };
            let times = if is_right {
                plan.times
            } else {
                WRONG * plan.times
            };
            let row = of_subject(workspace, &subject, is_right, times, progress)?;
            let (outcome, scenarios, others) = (&row.outcome, &row.scenarios, &row.others);
            progress.note(&format!(
                "{} {name}: {outcome} in {scenarios}, {} runs of {} differed {}",
                row.exercise,
                row.differed,
                row.runs,
                others.join(", ")
            ));
            rows.push(row);
        }
    }
    Ok(rows)
}

/// Their names, what they are, and whether they are right.
fn choices(
    workspace: &Workspace,
    exercise: &Exercise,
    plan: Plan<'_>,
) -> anyhow::Result<Vec<(String, Choice, bool)>> {
    let mut choices = vec![("solution".to_owned(), Choice::Solution, true)];
    let right = bank(exercise, "right").into_iter();
    choices.extend(right.map(|name| (name.clone(), Choice::Bank(name), true)));
    let mut seen = Vec::new();
    for name in bank(exercise, "wrong") {
        let choice = Choice::Bank(name.clone());
        let code = Source::open(workspace, exercise, &choice)?.expected()?;
        if code.is_some() && !seen.contains(&code) {
            seen.push(code);
            choices.push((name, choice, false));
        }
    }
    let wanted = |name: &str| plan.only.is_none_or(|part| name.contains(part));
    choices.retain(|(name, ..)| wanted(name));
    Ok(choices)
}

struct Subject<'a> {
    exercise: &'a Exercise,
    manifest: &'a Manifest,
    name: &'a str,
    choice: &'a Choice,
}

fn of_subject(
    workspace: &Workspace,
    subject: &Subject<'_>,
    is_right: bool,
    times: u32,
    progress: &Progress,
) -> anyhow::Result<SteadyRow> {
    let Subject {
        exercise,
        manifest,
        name,
        choice,
    } = subject;
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
    let names = record.scenarios.iter().map(|scenario| &scenario.name);
    let expected: Vec<(String, String)> = if is_right {
        // How a right answer ends is known, and no matter of how its first run did.
        names
            .map(|name| (name.clone(), PASSED.to_owned()))
            .collect()
    } else {
        first_that_fails(&runner, &record)?.into_iter().collect()
    };
    progress.stage(name, 2 * u64::from(times) * expected.len() as u64);
    let rounds = || {
        let jobs = (0..times).flat_map(|_| expected.clone()).collect();
        let another = |(scenario, wanted): (String, String)| {
            let outcome = once(&runner, &record, &scenario)?;
            progress.done();
            Ok((outcome != wanted).then(|| format!("{outcome} in {scenario}")))
        };
        let runs = in_parallel(grading::cores(), jobs, another).into_iter();
        runs.collect::<anyhow::Result<Vec<Option<String>>>>()
    };
    let mut all = rounds()?;
    all.extend(with_hogs(rounds)?);
    let runs = all.len();
    let mut others: Vec<String> = all.into_iter().flatten().collect();
    let differed = others.len();
    others.sort();
    others.dedup();
    let (scenarios, outcome) = match expected.as_slice() {
        [(scenario, outcome)] => (scenario.clone(), outcome.clone()),
        many => (format!("{} scenarios", many.len()), PASSED.to_owned()),
    };
    Ok(SteadyRow {
        exercise: exercise.id.clone(),
        subject: (*name).to_owned(),
        scenarios,
        outcome,
        runs,
        differed,
        others,
    })
}

/// The scenario that finds a wrong answer, and how it ends. The later ones would end in the same word, or
/// not at all.
fn first_that_fails(
    runner: &Runner<'_>,
    record: &Record,
) -> anyhow::Result<Option<(String, String)>> {
    for scenario in &record.scenarios {
        let outcome = once(runner, record, &scenario.name)?;
        if outcome != PASSED {
            return Ok(Some((scenario.name.clone(), outcome)));
        }
    }
    Ok(None)
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
