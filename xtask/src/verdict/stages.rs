//! What each stage says: which scenarios it judged, how far it looked, and how that reads.

use std::fmt::Write as _;

use heddle_protocol::{Code, StageName, Stopped, Unsupported};
use heddle_report::{ScenarioOutcome, Stage, Status};

use super::searched::searched;
use crate::{
    judged::{self, Judged},
    record::{Child, Purpose, Record, Trial},
    words::{counted, grouped, rounded},
};

/// Where there are too many schedules for a bound on preemptions, so many delays are enough for a pass,
/// which says so.
const ENOUGH_DELAYS: u32 = 2;

/// The stages that the record is about, in the order in which they are asked.
pub fn asked(record: &Record) -> impl Iterator<Item = StageName> {
    let stages = StageName::ALL.iter().copied();
    stages.filter(|stage| record.asks(*stage))
}

/// Every exploration's outcome, by stage and in the order of the spec.
pub fn outcomes(record: &Record) -> Vec<ScenarioOutcome> {
    record
        .judged()
        .filter_map(|(child, trial)| {
            let scenario = record.scenarios.iter().find(|s| s.name == trial.scenario)?;
            let mut outcome = ScenarioOutcome {
                scenario: scenario.clone(),
                stage: trial.stage,
                status: Status::Inconclusive,
                code: None,
                executions: 0,
                bound: None,
                complete: false,
                delays: None,
                stopped: None,
                seconds: rounded(child.seconds),
                note: None,
                outside: false,
            };
            judge_into(&mut outcome, child, trial, record);
            Some(outcome)
        })
        .collect()
}

fn judge_into(outcome: &mut ScenarioOutcome, child: &Child, trial: &Trial, record: &Record) {
    match judged::child(child) {
        Judged::Ended(end) => {
            outcome.executions = end.executions;
            outcome.bound = end.bound;
            outcome.complete = end.complete;
            outcome.delays = end.delays;
            outcome.stopped = end.stopped;
            // Real threads and random schedules are samples: there is nothing for them to complete.
            let sample = matches!(
                trial.stage,
                StageName::Std | StageName::Random | StageName::Process
            );
            let ran = end.executions > 0 && end.stopped != Some(Stopped::Steps);
            let bounded = end.delays.is_some_and(|delays| delays >= ENOUGH_DELAYS);
            if end.complete || bounded || sample && ran {
                outcome.status = Status::Passed;
            }
            outcome.note = end
                .stopped
                .map(|stopped| why_stopped(stopped, end.executions, trial, child.seconds));
        }
        Judged::Failed { code, failure, .. } => {
            outcome.status = Status::Failed;
            outcome.code = Some(code);
            // How many schedules came before it is known where it was found, not where it is repeated.
            let found = record.purpose == Purpose::Grading;
            let failure = failure.filter(|_| found);
            outcome.executions = failure.map_or(0, |failure| failure.execution);
        }
        Judged::Unsupported(unsupported) => {
            outcome.status = Status::Skipped;
            outcome.note = Some(uses(unsupported));
            // Without a library that the exercise allows, there is no good reason for it.
            outcome.outside = unsupported.outside && !record.libraries.is_empty();
        }
        Judged::Overran => {
            outcome.note = Some(format!(
                "it was stopped after {:.0} s: one schedule would not end. \
                 Is there a loop that waits without a lock, an atomic or a yield in it?",
                child.seconds
            ));
        }
        Judged::Fault(reason) => outcome.note = Some(format!("the checker is at fault: {reason}")),
    }
}

fn uses(unsupported: &Unsupported) -> String {
    let place = unsupported.location.as_ref().map(|place| {
        let file = place.file.rsplit('/').next().unwrap_or(&place.file);
        format!(" ({file}:{})", place.line)
    });
    format!("it uses {}{}", unsupported.item, place.unwrap_or_default())
}

fn why_stopped(stopped: Stopped, executions: u64, trial: &Trial, seconds: f64) -> String {
    match stopped {
        Stopped::Executions => {
            format!("stopped after {} schedules", grouped(executions))
        }
        Stopped::Seconds => format!("stopped at {seconds:.1} s"),
        Stopped::Steps => format!(
            "one schedule made more than {} steps without an end",
            grouped(trial.budget.steps)
        ),
        Stopped::Branches => "one schedule had more branches than loom can follow".to_owned(),
    }
}

/// One stage over all its scenarios. `stopped` is the stage that made it pointless.
pub fn stage(
    record: &Record,
    name: StageName,
    outcomes: &[ScenarioOutcome],
    stopped: Option<StageName>,
) -> Stage {
    let outcomes: Vec<&ScenarioOutcome> = outcomes.iter().filter(|o| o.stage == name).collect();
    let required = record.requires(name);
    let mut stage = Stage {
        name,
        status: Status::Skipped,
        required,
        executions: outcomes.iter().map(|outcome| outcome.executions).sum(),
        bound: outcomes.iter().map(|outcome| outcome.bound).min().flatten(),
        complete: !outcomes.is_empty() && outcomes.iter().all(|outcome| outcome.complete),
        seconds: rounded(outcomes.iter().map(|outcome| outcome.seconds).sum()),
        note: String::new(),
    };
    if outcomes.is_empty() {
        stage.note = not_asked(record, name, stopped);
        return stage;
    }
    if outcomes.iter().all(|outcome| outcome.outside) {
        // What does not apply cannot be required; real threads judge it alone.
        stage.required = false;
        stage.note = outcomes[0].note.clone().unwrap_or_default();
        return stage;
    }
    stage.status = status(&outcomes, required);
    let missing = expected(record, name).saturating_sub(outcomes.len());
    if missing > 0 && stage.status != Status::Failed {
        stage.status = Status::Inconclusive;
        stage.complete = false;
        stage.note = format!("{} not run", counted(missing, "scenario"));
        return stage;
    }
    stage.note = match stage.status {
        Status::Failed => failed(&outcomes),
        Status::Passed => passed(record, name, &stage, &outcomes),
        Status::Inconclusive | Status::Skipped => unclear(&outcomes),
    };
    stage
}

/// How many scenarios a stage has to judge. Random schedules are asked only where the search left off.
fn expected(record: &Record, name: StageName) -> usize {
    match name {
        StageName::Random => 0,
        StageName::Loom => record
            .scenarios
            .iter()
            .filter(|scenario| scenario.loom && !judged::is_outside(record, &scenario.name))
            .count(),
        _ => record.scenarios.len(),
    }
}

fn status(outcomes: &[&ScenarioOutcome], required: bool) -> Status {
    let any = |status| outcomes.iter().any(|outcome| outcome.status == status);
    if any(Status::Failed) {
        Status::Failed
    } else if any(Status::Inconclusive) {
        Status::Inconclusive
    } else if !any(Status::Skipped) {
        Status::Passed
    } else if !any(Status::Passed) {
        Status::Skipped
    } else if required
        && outcomes
            .iter()
            .any(|outcome| outcome.status == Status::Skipped && !outcome.outside)
    {
        // Part of what a pass needs could not be judged.
        Status::Inconclusive
    } else {
        Status::Passed
    }
}

fn not_asked(record: &Record, name: StageName, stopped: Option<StageName>) -> String {
    match (name, stopped) {
        (_, Some(stopped)) => format!("not asked, because {} failed", stopped.as_str()),
        (StageName::Loom | StageName::Random, None)
            if record
                .scenarios
                .iter()
                .any(|scenario| judged::is_outside(record, &scenario.name)) =>
        {
            "it does not apply where the search does not".to_owned()
        }
        (StageName::Random, None) if !record.children.is_empty() => {
            "not needed: the search was complete".to_owned()
        }
        (StageName::Loom, None) => "no scenario asks for it".to_owned(),
        _ => "it was not run".to_owned(),
    }
}

fn failed(outcomes: &[&ScenarioOutcome]) -> String {
    let failed: Vec<_> = outcomes
        .iter()
        .filter(|o| o.status == Status::Failed)
        .collect();
    let unstarted = failed
        .iter()
        .filter(|o| o.code == Some(Code::NotStarted))
        .count();
    let all = outcomes.len();
    if unstarted == failed.len() {
        return format!("{unstarted} of {} not started", counted(all, "scenario"));
    }
    let mut note = format!(
        "{} of {} failed",
        failed.len() - unstarted,
        counted(all, "scenario")
    );
    if unstarted > 0 {
        // Writing to a String cannot fail.
        let _ = write!(note, ", {unstarted} not started");
    }
    note
}

fn unclear(outcomes: &[&ScenarioOutcome]) -> String {
    let unclear: Vec<_> = outcomes
        .iter()
        .filter(|o| matches!(o.status, Status::Inconclusive | Status::Skipped))
        .collect();
    let Some(first) = unclear.first() else {
        return String::new();
    };
    let why = first.note.as_deref().unwrap_or("it could not tell");
    let bound = match first.bound {
        Some(bound) if first.status == Status::Inconclusive => {
            format!(": bound {bound} complete, bound {} not", bound + 1)
        }
        _ => String::new(),
    };
    let more = match unclear.len() - 1 {
        0 => String::new(),
        more => format!(", and so with {}", counted(more, "other scenario")),
    };
    format!("`{}`: {why}{bound}{more}", first.scenario.name)
}

/// Never a bare tick: what was explored, and what that does not tell.
fn passed(
    record: &Record,
    name: StageName,
    stage: &Stage,
    outcomes: &[&ScenarioOutcome],
) -> String {
    let judged: Vec<_> = outcomes
        .iter()
        .filter(|o| o.status == Status::Passed)
        .collect();
    let executions = grouped(stage.executions);
    let mut note = match name {
        StageName::Search => searched(record, &judged),
        StageName::Loom => format!(
            "loom completed bound {}: {} under its C11 model",
            stage.bound.unwrap_or(record.bounds.loom),
            counted(stage.executions, "execution"),
        ),
        StageName::Random => {
            let seed = judged
                .first()
                .and_then(|o| judged::exploration(record, name, &o.scenario.name))
                .map_or(0, |(_, trial)| trial.seed);
            format!("no failure in {executions} random schedules (seed {seed:#x}); not a proof")
        }
        StageName::Std => {
            let scenarios = counted(judged.len(), "scenario");
            let runs = match stage.executions {
                n if n > judged.len() as u64 => format!(", {n} runs"),
                _ => String::new(),
            };
            format!("{scenarios} on real threads{runs}: none failed")
        }
        StageName::Process => format!(
            "{} with real processes and real faults, each once: none failed, nothing was left behind",
            counted(judged.len(), "scenario")
        ),
        _ => format!("{} passed", counted(judged.len(), "scenario")),
    };
    let skipped = outcomes.len() - judged.len();
    if skipped > 0 {
        let skipped = counted(skipped, "scenario");
        // Writing to a String cannot fail.
        let _ = write!(note, "; {skipped} skipped: {}", unclear(outcomes));
    }
    note
}
