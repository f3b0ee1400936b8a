//! Further lines of a report: what else is wrong, what passed, and what a pass does not say.

use heddle_protocol::{Code, Location, StageName};
use heddle_report::{Report, Status};

use crate::{
    judged::{self, Judged},
    record::{Record, Task, Trial},
    words::counted,
};

/// Other scenarios that are named in a note.
const MOST_NAMED: usize = 5;

/// How many scenarios beside the one that is shown have something wrong too.
pub(super) fn others(record: &Record, stage: StageName, shown: &Trial, report: &mut Report) {
    let (mut failing, mut unstarted, mut passed) = (Vec::new(), Vec::new(), 0usize);
    for outcome in report
        .scenarios
        .iter()
        .filter(|outcome| outcome.stage == stage)
    {
        let name = &outcome.scenario.name;
        match outcome.code {
            _ if *name == shown.scenario => {}
            Some(Code::NotStarted) => unstarted.push(name.clone()),
            Some(code) => failing.push(format!("{name} ({code})")),
            None => passed += usize::from(outcome.status == Status::Passed),
        }
    }
    let unknown = record.scenarios.len() - failing.len() - unstarted.len() - passed - 1;
    if !failing.is_empty() {
        let verb = if failing.len() == 1 { "fails" } else { "fail" };
        let count = counted(failing.len(), "other scenario");
        let more = failing.len().saturating_sub(MOST_NAMED);
        failing.truncate(MOST_NAMED);
        let mut names = failing.join(", ");
        if more > 0 {
            names = format!("{names} and {more} more");
        }
        report.notes.push(format!("{count} {verb} too: {names}"));
    }
    if unknown > 0 && record.children.iter().any(judged::hung) {
        let verb = if unknown == 1 { "was" } else { "were" };
        let count = counted(unknown, "scenario");
        report
            .notes
            .push(format!("{count} {verb} not run to an end"));
    }
    if !unstarted.is_empty() {
        let verb = if unstarted.len() == 1 { "is" } else { "are" };
        let count = counted(unstarted.len(), "scenario");
        let other = if failing.is_empty() {
            count.replace(" scen", " other scen")
        } else {
            count
        };
        report.notes.push(format!("{other} {verb} not started yet"));
    }
    if passed > 0 && stage == StageName::Search && failing.len() + unstarted.len() > 0 {
        let verb = if passed == 1 { "has" } else { "have" };
        report
            .notes
            .push(format!("{} {verb} no failure", counted(passed, "scenario")));
    }
}

/// What became of the schedule that failed last time. Where it fails still, the report says what there is
/// to say.
pub(super) fn retried(record: &Record, report: &mut Report) {
    let retried = record.children.iter().find_map(|child| match &child.task {
        Task::Retry(trial) => Some((judged::child(child), &trial.scenario)),
        _ => None,
    });
    let (what, scenario) = match retried {
        Some((Judged::Ended(_), scenario)) => ("passes now", scenario),
        Some((
            Judged::Failed {
                code: Code::Nondeterministic,
                ..
            },
            scenario,
        )) => (
            "no longer applies: the code makes other steps now",
            scenario,
        ),
        _ => return,
    };
    report.notes.push(format!(
        "the schedule of `{scenario}` that failed last time {what}"
    ));
}

/// A thread that nobody waits for may stay blocked when main returns. std allows it; it is worth a line.
pub(super) fn left_blocked(record: &Record, report: &mut Report) {
    let places = record
        .children
        .iter()
        .filter_map(|child| match judged::child(child) {
            Judged::Ended(end) => end
                .left_blocked
                .first()
                .and_then(|one| one.location.clone()),
            _ => None,
        });
    if let Some(Location { file, line, .. }) = places.into_iter().next()
        && report.diagnosis.is_none()
    {
        report.notes.push(format!(
            "when a scenario was over, a thread was still blocked at {file}:{line}; std allows that"
        ));
    }
}

/// Advice about threads that could work at the same time and never do.
pub(super) fn alone(record: &Record, report: &mut Report) {
    if report.diagnosis.is_some() {
        return;
    }
    for scenario in &record.scenarios {
        let search = judged::exploration(record, StageName::Search, &scenario.name);
        if let Some((child, _)) = search
            && let Some(advice) = &scenario.alone
            && let Judged::Ended(end) = judged::child(child)
            && end.complete
            && !end.overlap
        {
            report.notes.push(advice.clone());
        }
    }
}

/// What a pass does not say of code that leaves part of its work to a library.
pub(super) fn inside_libraries(record: &Record, report: &mut Report) {
    let explored = record.asks(StageName::Search);
    if report.diagnosis.is_none() && explored && !record.libraries.is_empty() {
        let names: Vec<String> = record.libraries.iter().map(|l| format!("`{l}`")).collect();
        report.notes.push(format!(
            "what happens inside {} was not explored: to a model it is no step",
            names.join(", ")
        ));
    }
}
