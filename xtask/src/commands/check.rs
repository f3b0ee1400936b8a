//! `check`: grades one subject and says what was found.

use heddle_protocol::{Code, StageName};
use heddle_report::{Report, Verdict};

use crate::{
    builder::{self, Built, Effort, Package},
    catalog::{self, Exercise},
    cli::Check,
    exit::{Exit, usage},
    grading, judged,
    progress::Progress,
    record::{Purpose, Record, Task, Trial},
    report::{self, View},
    run::{Runner, SEED, budget},
    screen,
    state::State,
    subject::{Choice, Source},
    token::{Refused, Token},
    verdict,
    workspace::{Workspace, write_atomically},
};

/// Runs the command.
pub fn run(workspace: &Workspace, arguments: &Check) -> anyhow::Result<Exit> {
    let exercise = catalog::find(workspace, arguments.exercise.as_deref())?;
    let manifest = exercise.manifest(workspace)?;
    let choice = arguments.choice();
    let source = Source::open(workspace, &exercise, &choice)?;
    let mut record = grading::scanned(workspace, &exercise, &manifest, &source);
    // A token that belongs elsewhere is refused before anything is built.
    let token = arguments
        .replay
        .as_deref()
        .map(|text| decode(text, &record))
        .transpose()?;
    if let Some(token) = &token {
        record.purpose = Purpose::Replay(token.stage);
    }
    if record.findings.is_empty() {
        let progress = Progress::shown();
        let package = Package {
            exercise: &exercise,
            manifest: &manifest,
            source: &source,
        };
        let built = builder::build(workspace, &[package], Effort::Timed, &progress)?
            .into_iter()
            .next();
        let built = built.ok_or_else(|| anyhow::anyhow!("one package, and no result of it"))?;
        let done = match token {
            Some(token) => replay(workspace, &mut record, built, token, &progress),
            None => grade(workspace, &exercise, &choice, &mut record, built, &progress),
        };
        progress.clear();
        done?;
    }
    source.relocate(&mut record)?;
    let report = verdict::fold(&record, &source.texts);
    if record.purpose == Purpose::Grading {
        keep(workspace, &record, &report, &choice, &source)?;
    }
    if arguments.json {
        screen::write(&format!("{}\n", serde_json::to_string_pretty(&report)?))?;
    } else {
        let hint = (choice == Choice::Learner)
            .then(|| hint(workspace, &exercise))
            .flatten();
        screen::write(&page(
            workspace, &exercise, &record, &report, &source, hint, &choice,
        ))?;
    }
    Ok(report.verdict.into())
}

/// Runs everything; of the learner's own file first the schedule that failed last time.
fn grade(
    workspace: &Workspace,
    exercise: &Exercise,
    choice: &Choice,
    record: &mut Record,
    built: Built,
    progress: &Progress,
) -> anyhow::Result<()> {
    let last = State::load(workspace).of(&exercise.id).last;
    let last = last.filter(|_| *choice == Choice::Learner);
    let failed = last.and_then(|last| last.failed);
    let cores = grading::cores();
    grading::run(workspace, record, built, cores, progress, failed.as_ref())
}

fn page(
    workspace: &Workspace,
    exercise: &Exercise,
    record: &Record,
    report: &Report,
    source: &Source,
    hint: Option<String>,
    choice: &Choice,
) -> String {
    let build = record.build.iter();
    // What the spec does not compile with, one signature is to blame for as a rule: the first says which.
    let errors = build.flat_map(|build| match build.errors.as_slice() {
        [] => build.spec_errors.get(..1).unwrap_or_default(),
        errors => errors,
    });
    let subject = match choice {
        Choice::Learner => String::new(),
        Choice::Solution => " --solution".to_owned(),
        Choice::Starter => " --starter".to_owned(),
        Choice::Bank(name) => format!(" --bank {name}"),
        Choice::File(path) => format!(" --file {}", path.display()),
    };
    let view = View {
        paint: screen::paint(),
        texts: &source.texts,
        compiler: errors
            .map(|error| workspace.shortened(&error.rendered))
            .collect(),
        here: workspace.here(),
        arguments: format!("{}{subject}", exercise.short()),
        hint,
        replay: record.purpose != Purpose::Grading,
    };
    report::page(report, &view)
}

fn hint(workspace: &Workspace, exercise: &Exercise) -> Option<String> {
    let shown = State::load(workspace).of(&exercise.id).hints;
    let left = exercise.hints().len().checked_sub(shown)?;
    let command = format!("cargo xtask hint {}", exercise.short());
    (left > 0).then_some(command)
}

/// Keeps the record, which reproduces the report, and the learner's verdict for `list`.
fn keep(
    workspace: &Workspace,
    record: &Record,
    report: &Report,
    choice: &Choice,
    source: &Source,
) -> anyhow::Result<()> {
    let path = workspace
        .heddle_dir()
        .join("records")
        .join(format!("{}.json", record.exercise));
    write_atomically(&path, &serde_json::to_string(record)?)?;
    if *choice == Choice::Learner {
        State::remember(
            workspace,
            report,
            source.fingerprint(),
            judged::failed(record),
        )?;
    }
    Ok(())
}

fn decode(text: &str, record: &Record) -> anyhow::Result<Token> {
    Token::decode(text, record.fingerprint).or_else(|refused| {
        usage(match refused {
            Refused::Malformed => {
                format!("`{text}` is no replay token: compare it with the one in the report")
            }
            Refused::Elsewhere => format!(
                "the token `{text}` was made for other code: {} or its spec has changed since. \
                 Check again for a new one",
                record.subject.path
            ),
        })
    })
}

/// Runs the one schedule and its neighbours; the record says that there is nothing else to it.
fn replay(
    workspace: &Workspace,
    record: &mut Record,
    built: builder::Built,
    token: Token,
    progress: &Progress,
) -> anyhow::Result<()> {
    record.build = Some(built.build);
    let Some(binary) = &built.binary else {
        return Ok(());
    };
    let folder = grading::scratch(workspace)?;
    let runner = Runner {
        binary,
        folder: &folder,
        workers: 1,
        progress,
        alone: false,
    };
    if !runner.list(record)? {
        return grading::faultless(record);
    }
    let Some(scenario) = record.scenarios.get(token.scenario) else {
        return usage("the token names a scenario that the spec does not have");
    };
    let stage = token.stage;
    let trial = Trial {
        scenario: scenario.name.clone(),
        stage,
        budget: budget(&record.bounds, stage),
        seed: SEED,
    };
    let child = runner.run_one(Task::Replay(trial), Some(token.schedule))?;
    record.children.push(child);
    for (trial, departure, schedule) in judged::neighbours(record, stage) {
        let child = runner.run_one(Task::Without(trial, departure), Some(schedule))?;
        record.children.push(child);
    }
    grading::faultless(record)
}

/// What `verify` compares: the declared word, or `pass`.
pub fn outcome(report: &Report) -> String {
    match (report.verdict, &report.diagnosis) {
        (Verdict::Pass, _) => "pass".to_owned(),
        (_, Some(diagnosis)) => diagnosis.code.to_string(),
        (Verdict::Inconclusive, None) => "inconclusive".to_owned(),
        (Verdict::Fail, None) => "fail".to_owned(),
    }
}

/// The stage that decided, and after how many executions.
pub fn decided(report: &Report) -> Option<(StageName, Code, u64)> {
    let diagnosis = report.diagnosis.as_ref()?;
    let outcome = report.scenarios.iter().find(|outcome| {
        outcome.stage == diagnosis.stage
            && Some(&outcome.scenario.name) == diagnosis.scenario.as_ref()
    });
    Some((
        diagnosis.stage,
        diagnosis.code,
        outcome.map_or(0, |outcome| outcome.executions),
    ))
}
