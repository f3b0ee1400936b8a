//! The answer: a pure fold of a [`Record`] into a [`Report`].
//!
//! It does no I/O and cannot fail. How a pass reads is `stages`'; what a child process proves is
//! `judged`'s; what objects are called is `names`'; what else a reader should see is `notes`'.

mod account;
mod names;
mod notes;
mod searched;
mod shorten;
mod speedup;
mod stages;

use heddle_protocol::{Code, Failure, Location, Schedule, StageName};
use heddle_report::{Diagnosis, Neighbour, Report, Stage, Status, Verdict};

use crate::{
    judged::{self, Judged},
    record::{Build, Child, Purpose, Record, Task, Trial},
    sources::Texts,
    token,
    words::{counted, rounded},
};

/// Folds everything that was seen into the report. `texts` are the subject's sources.
pub fn fold(record: &Record, texts: &Texts) -> Report {
    let mut report = Report {
        schema: Report::SCHEMA,
        exercise: record.exercise.clone(),
        title: record.title.clone(),
        subject: record.subject.clone(),
        verdict: Verdict::Inconclusive,
        stages: Vec::new(),
        scenarios: stages::outcomes(record),
        diagnosis: None,
        threads: Vec::new(),
        objects: Vec::new(),
        interleaving: Vec::new(),
        blocked: Vec::new(),
        neighbours: neighbours(record),
        processes: Vec::new(),
        speedup: Vec::new(),
        replay: None,
        notes: Vec::new(),
    };
    report
        .stages
        .push(scan(record, &mut report.diagnosis, &mut report.notes));
    report
        .stages
        .push(build(record, &mut report.diagnosis, &mut report.notes));
    let mut stopped = report
        .stages
        .iter()
        .find(|s| s.status != Status::Passed)
        .map(|s| s.name);
    if stopped.is_none() {
        stopped = list(record, &mut report);
    }
    for name in stages::asked(record) {
        let stage = match name {
            StageName::Speedup => speedup::stage(record, stopped, &mut report),
            _ => stages::stage(record, name, &report.scenarios, stopped),
        };
        let failed = stage.status == Status::Failed;
        report.stages.push(stage);
        if failed && stopped.is_none() {
            stopped = Some(name);
            if name != StageName::Speedup {
                failure(record, name, &mut report);
            }
        }
    }
    notes::retried(record, &mut report);
    notes::left_blocked(record, &mut report);
    notes::alone(record, &mut report);
    notes::inside_libraries(record, &mut report);
    shorten::paths(&mut report, &record.root);
    for thread in report.processes.iter_mut().flat_map(|p| &mut p.threads) {
        // Of all the calls that a thread is in, those in the learner's own files tell something.
        thread
            .places
            .retain(|place| texts.contains_key(&place.file));
    }
    names::fill_in(&mut report, texts);
    report.verdict = verdict(&report.stages);
    report
}

fn verdict(stages: &[Stage]) -> Verdict {
    let mut required = stages.iter().filter(|stage| stage.required);
    if stages.iter().any(|stage| stage.status == Status::Failed) {
        Verdict::Fail
    } else if required.all(|stage| stage.status == Status::Passed) {
        Verdict::Pass
    } else {
        Verdict::Inconclusive
    }
}

fn fixed_stage(name: StageName, status: Status, note: String, seconds: f64) -> Stage {
    let complete = status == Status::Passed;
    Stage {
        name,
        status,
        required: true,
        executions: 0,
        bound: None,
        complete,
        seconds: rounded(seconds),
        note,
    }
}

fn scan(record: &Record, diagnosis: &mut Option<Diagnosis>, notes: &mut Vec<String>) -> Stage {
    let Some((first, others)) = record.findings.split_first() else {
        let note = "nothing goes round the façade".to_owned();
        return fixed_stage(StageName::Scan, Status::Passed, note, 0.0);
    };
    *diagnosis = Some(Diagnosis {
        code: Code::Forbidden,
        scenario: None,
        stage: StageName::Scan,
        message: first.what.clone(),
        cause: Some(first.advice.clone()),
        location: Some(first.location.clone()),
    });
    let (same, other): (Vec<_>, Vec<_>) = others
        .iter()
        .partition(|finding| finding.advice == first.advice);
    let mut lines: Vec<String> = same.iter().map(|f| f.location.line.to_string()).collect();
    lines.dedup();
    lines.retain(|line| *line != first.location.line.to_string());
    if !lines.is_empty() {
        let plural = if lines.len() == 1 { "" } else { "s" };
        notes.push(format!("the same in line{plural} {}", lines.join(", ")));
    }
    notes.extend(other.iter().map(|finding| {
        let Location { file, line, .. } = &finding.location;
        format!("also {file}:{line}: {}: {}", finding.what, finding.advice)
    }));
    let note = format!(
        "{} to put right before it is run",
        counted(record.findings.len(), "line")
    );
    fixed_stage(StageName::Scan, Status::Failed, note, 0.0)
}

fn build(record: &Record, diagnosis: &mut Option<Diagnosis>, notes: &mut Vec<String>) -> Stage {
    let Some(build) = &record.build else {
        let note = "not compiled, because scan failed".to_owned();
        return fixed_stage(StageName::Build, Status::Skipped, note, 0.0);
    };
    let Build {
        errors,
        spec_errors,
        seconds,
    } = build;
    let Some(first) = errors.first().or(spec_errors.first()) else {
        return fixed_stage(
            StageName::Build,
            Status::Passed,
            "it compiles".to_owned(),
            *seconds,
        );
    };
    let in_spec = errors.is_empty();
    *diagnosis = Some(Diagnosis {
        code: Code::CompileError,
        scenario: None,
        stage: StageName::Build,
        message: first.message.clone(),
        cause: in_spec.then(|| {
            "the file compiles, but its public API is not the one that the exercise asks for: \
             compare the signatures with the contract at the top of the starter"
                .to_owned()
        }),
        location: first.location.clone(),
    });
    let count = if in_spec {
        spec_errors.len()
    } else {
        errors.len()
    };
    if count > 1 {
        let count = counted(count, "error");
        notes.push(match in_spec {
            true => format!("the compiler names {count}; this is the first"),
            false => format!("the compiler names {count}"),
        });
    }
    let note = counted(count, "error");
    fixed_stage(StageName::Build, Status::Failed, note, *seconds)
}

/// The scenarios' names come from the binary too. If it dies on that question, no stage can run.
fn list(record: &Record, report: &mut Report) -> Option<StageName> {
    let child = record
        .children
        .iter()
        .find(|child| matches!(child.task, Task::List))?;
    let (code, message) = match judged::child(child) {
        Judged::Ended(_) => return None,
        Judged::Failed { code, message, .. } => (code, message),
        Judged::Overran => (
            Code::Timeout,
            "it did not even name its scenarios in time".to_owned(),
        ),
        Judged::Unsupported(_) | Judged::Fault(_) => {
            report
                .notes
                .push("the test binary could not name its scenarios".to_owned());
            return Some(StageName::Build);
        }
    };
    report.diagnosis = Some(Diagnosis {
        code,
        scenario: None,
        stage: StageName::Build,
        message: format!("before the first scenario: {message}"),
        cause: None,
        location: None,
    });
    if let Some(stage) = report
        .stages
        .iter_mut()
        .find(|stage| stage.name == StageName::Build)
    {
        stage.status = Status::Failed;
        stage.note = "it compiles, but it does not start".to_owned();
    }
    Some(StageName::Build)
}

/// Tells of the failure that the report is about.
fn failure(record: &Record, stage: StageName, report: &mut Report) {
    let Some((child, trial)) = judged::chosen(record, stage) else {
        return;
    };
    let Judged::Failed {
        code,
        message,
        failure,
    } = judged::child(child)
    else {
        return;
    };
    report.diagnosis = Some(Diagnosis {
        code,
        scenario: Some(trial.scenario.clone()),
        stage,
        message,
        cause: None,
        location: None,
    });
    if let Some(failure) = failure {
        account::tell(failure, report);
        report.replay = failure
            .schedule
            .as_ref()
            .map(|schedule| replay(record, trial, schedule));
        if let Some(problem) = replayed(record, failure) {
            nondeterministic(report, stage, problem);
            return;
        }
    }
    notes::others(record, stage, trial, report);
}

fn replay(record: &Record, trial: &Trial, schedule: &Schedule) -> String {
    let index = record
        .scenarios
        .iter()
        .position(|scenario| scenario.name == trial.scenario);
    let token = token::Token {
        stage: trial.stage,
        scenario: index.unwrap_or_default(),
        schedule: schedule.clone(),
    };
    token.encode(record.fingerprint)
}

/// What the second run of the same schedule did differently; `None` if it agrees or there was none.
fn replayed(record: &Record, first: &Failure) -> Option<String> {
    if record.purpose != Purpose::Grading {
        return None;
    }
    let again: &Child = record
        .children
        .iter()
        .find(|child| matches!(child.task, Task::Replay(_)))?;
    match judged::child(again) {
        Judged::Failed {
            failure: Some(second),
            ..
        } if judged::same(first, second) => None,
        Judged::Failed { code, .. } if code != heddle_explain::name(first).code => {
            Some(format!("`{code}`"))
        }
        Judged::Failed { .. } => Some("another course of events".to_owned()),
        Judged::Ended(_) => Some("no failure".to_owned()),
        _ => Some("no end".to_owned()),
    }
}

fn nondeterministic(report: &mut Report, stage: StageName, second: String) {
    if let Some(found) = report.stages.iter_mut().find(|found| found.name == stage) {
        found.status = Status::Inconclusive;
        found.note = "the same schedule gave two different results".to_owned();
    }
    let Some(diagnosis) = &mut report.diagnosis else {
        return;
    };
    diagnosis.message = format!(
        "the first run of a schedule ended in `{}`, the second run of the same schedule in {second}",
        diagnosis.code
    );
    diagnosis.code = Code::Nondeterministic;
    diagnosis.cause = Some(
        "something beside the threads decides what the code does: a clock, random numbers, the order \
         of a HashMap, an address, or a static that outlives an execution"
            .to_owned(),
    );
    report.replay = None;
}

/// What the neighbours of the failing schedule came to.
fn neighbours(record: &Record) -> Vec<Neighbour> {
    let neighbours = record.children.iter().filter_map(|child| {
        let Task::Without(_, without) = child.task else {
            return None;
        };
        let passes = match judged::child(child) {
            Judged::Ended(_) => true,
            Judged::Failed { .. } => false,
            _ => return None,
        };
        Some(Neighbour { without, passes })
    });
    neighbours.collect()
}

#[cfg(test)]
mod tests;
