//! `verify`: the truth table. Starter, solution and every file of the bank get what they declare.

use std::{fmt::Write as _, time::Instant};

use heddle_protocol::{DepartureKind, StageName};
use heddle_report::{Neighbour, Report, Status};
use serde::Serialize;

use super::{
    check::{decided, outcome},
    since::{self, Touched},
};
use crate::{
    builder::{self, Built, Effort, Package},
    catalog::{self, Exercise, bank},
    exit::Exit,
    grading,
    judged::{self, Judged},
    manifest::Manifest,
    progress::Progress,
    record::{Child, Record, Task},
    report::Paint,
    run::in_parallel,
    screen,
    subject::{Choice, Source},
    token::Token,
    verdict, words,
    workspace::Workspace,
};

/// A subject and what it must get.
struct Entry {
    exercise: usize,
    name: String,
    expected: String,
    source: Source,
}

/// A line of the table.
#[derive(Serialize)]
struct Row {
    exercise: String,
    subject: String,
    expected: String,
    got: String,
    right: bool,
    /// What is wrong with the account of the failure, whatever it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    flaw: Option<String>,
    seconds: f64,
    report: Report,
}

/// Runs the command.
pub fn run(
    workspace: &Workspace,
    wanted: Option<&str>,
    since: Option<&str>,
    json: bool,
) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let (exercises, left_out) = chosen(workspace, wanted, since)?;
    let exercises: Vec<(Exercise, Manifest)> = exercises
        .into_iter()
        .map(|exercise| {
            let manifest = exercise.manifest(workspace)?;
            Ok((exercise, manifest))
        })
        .collect::<anyhow::Result<_>>()?;
    let mut subjects = Vec::new();
    for (index, (exercise, _)) in exercises.iter().enumerate() {
        subjects.extend(subjects_of(workspace, exercise, index)?);
    }
    let progress = Progress::shown();
    let rows = grade(workspace, &exercises, subjects, &progress);
    progress.clear();
    let rows = rows?;
    let wrong = rows.iter().filter(|row| !row.right).count();
    if json {
        screen::write(&format!("{}\n", serde_json::to_string_pretty(&rows)?))?;
    } else {
        let mut page = table(&rows, screen::paint());
        let seconds = started.elapsed().as_secs_f64();
        let count = words::counted(rows.len(), "subject");
        // Writing to a String cannot fail.
        let _ = writeln!(page, "{count}, {wrong} not as declared, in {seconds:.1} s");
        if let Some(revision) = since.filter(|_| !left_out.is_empty()) {
            let names: Vec<&str> = left_out.iter().map(|one| one.id.as_str()).collect();
            let names = names.join(", ");
            let _ = writeln!(page, "not touched since {revision}: {names}");
        }
        screen::write(&page)?;
    }
    Ok(if wrong == 0 { Exit::Pass } else { Exit::Fail })
}

/// The exercises to verify, and those that nothing since the revision can touch.
fn chosen(
    workspace: &Workspace,
    wanted: Option<&str>,
    since: Option<&str>,
) -> anyhow::Result<(Vec<Exercise>, Vec<Exercise>)> {
    if wanted.is_some() {
        return Ok((vec![catalog::find(workspace, wanted)?], Vec::new()));
    }
    let all = catalog::all(workspace)?;
    let Some(revision) = since else {
        return Ok((all, Vec::new()));
    };
    Ok(match since::touched(workspace, revision)? {
        Touched::All => (all, Vec::new()),
        Touched::Only(names) => all
            .into_iter()
            .partition(|exercise| names.contains(&exercise.id)),
    })
}

fn subjects_of(
    workspace: &Workspace,
    exercise: &Exercise,
    index: usize,
) -> anyhow::Result<Vec<Entry>> {
    let mut choices = vec![
        ("starter".to_owned(), Choice::Starter, "not-started"),
        ("solution".to_owned(), Choice::Solution, "pass"),
    ];
    for (folder, default) in [("wrong", "fail"), ("right", "pass")] {
        let files = bank(exercise, folder).into_iter();
        choices.extend(files.map(|name| (name.clone(), Choice::Bank(name), default)));
    }
    choices
        .into_iter()
        .map(|(name, choice, default)| {
            let source = Source::open(workspace, exercise, &choice)?;
            let declared = source.expected()?.map(|code| code.to_string());
            let expected = declared.unwrap_or_else(|| default.to_owned());
            Ok(Entry {
                exercise: index,
                name,
                expected,
                source,
            })
        })
        .collect()
}

fn grade(
    workspace: &Workspace,
    exercises: &[(Exercise, Manifest)],
    subjects: Vec<Entry>,
    progress: &Progress,
) -> anyhow::Result<Vec<Row>> {
    let records: Vec<Record> = subjects
        .iter()
        .map(|subject| {
            let (exercise, manifest) = &exercises[subject.exercise];
            grading::scanned(workspace, exercise, manifest, &subject.source)
        })
        .collect();
    let package = |subject: &'_ Entry| subject.exercise;
    let packages: Vec<Package<'_>> = subjects
        .iter()
        .zip(&records)
        .filter(|(_, record)| record.findings.is_empty())
        .map(|(subject, _)| {
            let (exercise, manifest) = &exercises[package(subject)];
            Package {
                exercise,
                manifest,
                source: &subject.source,
            }
        })
        .collect();
    let mut built = builder::build(workspace, &packages, Effort::Explored, progress)?.into_iter();
    let jobs: Vec<(usize, Record, Option<Built>)> = records
        .into_iter()
        .enumerate()
        .map(|(index, record)| {
            let built = if record.findings.is_empty() {
                built.next()
            } else {
                None
            };
            (index, record, built)
        })
        .collect();
    progress.stage("verifying", jobs.len() as u64);
    // One subject a core; within a subject one process at a time.
    let silent = Progress::silent();
    in_parallel(grading::cores(), jobs, |(index, mut record, built)| {
        let started = Instant::now();
        let subject = &subjects[index];
        if let Some(built) = built {
            grading::run(workspace, &mut record, built, 1, &silent, None)?;
        }
        progress.done();
        subject.source.relocate(&mut record)?;
        Ok(row(subject, &record, started.elapsed().as_secs_f64()))
    })
    .into_iter()
    .collect()
}

/// What a subject got, and whether that is what it must get.
fn row(subject: &Entry, record: &Record, seconds: f64) -> Row {
    let report = verdict::fold(record, &subject.source.texts);
    let got = outcome(&report);
    let any_failure = subject.expected == "fail" && report.diagnosis.is_some();
    let flaw = flaw(record, &report);
    Row {
        exercise: report.exercise.clone(),
        subject: subject.name.clone(),
        right: (got == subject.expected || any_failure) && flaw.is_none(),
        flaw,
        expected: subject.expected.clone(),
        got,
        seconds,
        report,
    }
}

/// The most preemptions that an interleaving may show.
const MOST_PREEMPTIONS: usize = 2;

/// What keeps a failure's account from being true and the least that there is to tell.
fn flaw(record: &Record, report: &Report) -> Option<String> {
    if let Some(token) = &report.replay
        && !leads_back(record, token)
    {
        return Some("its token does not lead back to its schedule".to_owned());
    }
    let shown = report.interleaving.iter().filter(|step| step.preemption);
    let shown = shown.count();
    if shown > MOST_PREEMPTIONS {
        return Some(format!("it shows {shown} preemptions"));
    }
    let needless = |neighbour: &&Neighbour| {
        !neighbour.passes && neighbour.without.kind == DepartureKind::Preemption
    };
    report
        .neighbours
        .iter()
        .any(|neighbour| needless(&neighbour))
        .then(|| "a preemption that it shows is not needed".to_owned())
}

/// Whether the token that the page shows stands for the schedule that failed, and failed again.
fn leads_back(record: &Record, token: &str) -> bool {
    let Ok(token) = Token::decode(token, record.fingerprint) else {
        return false;
    };
    let scenario = record.scenarios.get(token.scenario);
    let failed = judged::first_failure(record, token.stage);
    let is_same = failed.is_some_and(|(trial, schedule)| {
        let named = trial.is_none_or(|trial| scenario.is_some_and(|s| s.name == trial.scenario));
        named && schedule == Some(token.schedule)
    });
    let replay = |child: &&Child| matches!(child.task, Task::Replay(_));
    let replayed = record.children.iter().find(replay);
    is_same && replayed.is_none_or(|child| matches!(judged::child(child), Judged::Failed { .. }))
}

fn table(rows: &[Row], paint: Paint) -> String {
    let mut out = String::new();
    let width = |text: fn(&Row) -> &str| rows.iter().map(|row| text(row).len()).max().unwrap_or(0);
    let (name, got) = (width(|row| &row.subject), width(|row| &row.got));
    let mut exercise = "";
    for row in rows {
        if row.exercise != exercise {
            exercise = &row.exercise;
            let _ = writeln!(out, "{}", paint.bold(exercise));
        }
        let mark = if row.right {
            paint.good("ok   ")
        } else {
            paint.bad("WRONG")
        };
        let _ = write!(out, "{mark} {:<name$}  {:<got$}", row.subject, row.got);
        if !row.right {
            let declared = || format!("declared {}", row.expected);
            let what = row.flaw.clone().unwrap_or_else(declared);
            let _ = write!(out, "  {}", paint.bad(&what));
        }
        let _ = writeln!(out, "  {}", paint.dim(&found(row)));
    }
    out
}

/// What each stage found, and how soon.
fn found(row: &Row) -> String {
    let report = &row.report;
    if let Some((stage, _, executions)) = decided(report) {
        let scenario = report
            .diagnosis
            .as_ref()
            .and_then(|diagnosis| diagnosis.scenario.clone());
        let at = if executions > 0 {
            format!(" at {executions}")
        } else {
            String::new()
        };
        let scenario = scenario
            .map(|scenario| format!(" {scenario}"))
            .unwrap_or_default();
        return format!("{}{at}{scenario}, {:.1} s", stage.as_str(), row.seconds);
    }
    let mut parts: Vec<String> = report
        .stages
        .iter()
        .filter(|stage| !matches!(stage.name, StageName::Scan | StageName::Build))
        .filter(|stage| stage.status != Status::Skipped)
        .map(|stage| {
            let unclear = if stage.status == Status::Inconclusive {
                "?"
            } else {
                ""
            };
            format!(
                "{} {}{unclear}",
                stage.name.as_str(),
                words::grouped(stage.executions)
            )
        })
        .collect();
    parts.push(format!("{:.1} s", row.seconds));
    let unclear = report
        .stages
        .iter()
        .find(|stage| stage.status == Status::Inconclusive);
    if let Some(stage) = unclear {
        parts.push(stage.note.clone());
    }
    parts.join(", ")
}
