//! What one child process proves, and the questions that the order of the stages depends on.
//!
//! It is asked twice: while a subject is graded, to know what to run next, and when the verdict is folded.
//! It reads the record and decides nothing.

pub mod speedup;

use heddle_explain::Named;
use heddle_protocol::{
    Code, Departure, DepartureKind, End, Event, Failure, Schedule, StageName, Unsupported,
};
use heddle_report::Exit;
use serde::{Deserialize, Serialize};

use crate::record::{Child, Ending, Record, Task, Trial};

/// What one child process proves.
#[derive(Debug)]
pub enum Judged<'a> {
    /// It did what it was asked, completely or until its budget was spent.
    Ended(&'a End),
    /// The code under check is wrong.
    Failed {
        /// The word.
        code: Code,
        /// What happened, in one sentence.
        message: String,
        /// The engine's account of it; a process that crashed leaves none.
        failure: Option<&'a Failure>,
    },
    /// The engine cannot judge this code.
    Unsupported(&'a Unsupported),
    /// It did not end in time, and a model cannot tell why.
    Overran,
    /// The harness said that it is at fault itself.
    Fault(String),
}

/// By which a child says that the harness is at fault: the same number as the tool's own.
const FAULT: i32 = Exit::Fault.code();

/// Judges one child process by its events and its end. An exit code alone proves nothing.
pub fn child(child: &Child) -> Judged<'_> {
    let unsupported = child.events.iter().find_map(|event| match event {
        Event::Unsupported(unsupported) => Some(unsupported),
        _ => None,
    });
    if let Some(unsupported) = unsupported {
        return Judged::Unsupported(unsupported);
    }
    let failure = child.events.iter().find_map(|event| match event {
        Event::Failure(failure) => Some(&**failure),
        _ => None,
    });
    if let Some(failure) = failure {
        // loom is asked only about what the search found nothing wrong with. What it adds to the
        // search are memory orderings, so they are what is wrong, whatever came of it.
        let Named { code, message } = heddle_explain::name(failure);
        let weak = stage(child) == Some(StageName::Loom) && code != Code::NotStarted;
        let code = if weak { Code::MemoryOrdering } else { code };
        return Judged::Failed {
            code,
            message,
            failure: Some(failure),
        };
    }
    let failed = |code, message| Judged::Failed {
        code,
        message,
        failure: None,
    };
    match (child.ending, child.events.last()) {
        (Ending::Exited(0), Some(Event::End(end))) if end.nonce == child.nonce => {
            Judged::Ended(end)
        }
        (Ending::TimedOut, _)
            if matches!(stage(child), Some(StageName::Std | StageName::Process)) =>
        {
            failed(
                Code::Timeout,
                format!(
                    "on real threads it had not ended after {:.0} s",
                    child.seconds
                ),
            )
        }
        (Ending::TimedOut, _) if matches!(child.task, Task::Measure(_)) => failed(
            Code::Timeout,
            format!(
                "work of some 25 ms had not ended after {:.0} s",
                child.seconds
            ),
        ),
        (Ending::TimedOut, _) => Judged::Overran,
        (Ending::Signal(signal), _) => failed(Code::Crashed, crash(child, signal)),
        (Ending::Exited(FAULT), _) => Judged::Fault(last_line(&child.output)),
        (Ending::Exited(code), _) => failed(
            Code::Tampered,
            format!("the process ended itself with exit code {code} before the checker was done"),
        ),
    }
}

/// A failure that took this part of its time was seen by a watchdog, whatever it is called.
const HUNG: f64 = 0.7;
/// A failure with real processes that took so many seconds was most likely a wait for nothing.
const HUNG_PROCESSES: f64 = 0.1;

/// Whether the code under check did not get to an end in time.
pub fn hung(child: &Child) -> bool {
    let long = match &child.task {
        Task::Explore(trial) if trial.stage == StageName::Process => HUNG_PROCESSES,
        Task::Explore(trial) => trial.budget.seconds * HUNG,
        _ => f64::INFINITY,
    };
    match self::child(child) {
        Judged::Overran => true,
        Judged::Failed { code, .. } => code == Code::Timeout || child.seconds > long,
        _ => false,
    }
}

fn crash(child: &Child, signal: i32) -> String {
    let how = if child.output.contains("has overflowed its stack") {
        "a thread's stack overflowed: does a function call itself without end?".to_owned()
    } else {
        let name = match signal {
            4 => "SIGILL, an illegal instruction",
            6 => "SIGABRT: it aborted",
            7 => "SIGBUS",
            8 => "SIGFPE",
            9 => "SIGKILL, perhaps for want of memory",
            11 => {
                "SIGSEGV; in safe code that is nearly always a stack that overflowed, in a function \
                 that calls itself without end"
            }
            _ => "",
        };
        if name.is_empty() {
            format!("signal {signal}")
        } else {
            name.to_owned()
        }
    };
    let panic = child.events.iter().find_map(|event| match event {
        Event::Panic(panic) => Some(panic.message.as_str()),
        _ => None,
    });
    match panic {
        Some(panic) => format!("the process died of {how}, after the panic \"{panic}\""),
        None => format!("the process died of {how}"),
    }
}

fn last_line(text: &str) -> String {
    let line = text.lines().rev().find(|line| !line.trim().is_empty());
    line.unwrap_or("it gave no reason").trim().to_owned()
}

fn stage(child: &Child) -> Option<StageName> {
    match &child.task {
        Task::Predict(_) | Task::Measure(_) => Some(StageName::Speedup),
        task => task.trial().map(|trial| trial.stage),
    }
}

/// What is judged of `scenario` in `stage`: its exploration, or the one schedule of a replay.
pub fn exploration<'a>(
    record: &'a Record,
    stage: StageName,
    scenario: &str,
) -> Option<(&'a Child, &'a Trial)> {
    record
        .judged()
        .find(|(_, trial)| trial.stage == stage && trial.scenario == scenario)
}

/// The failure that a report is about. The first in the order of the spec says which diagnosis it is, and
/// what is wrong comes before what is not there yet. Of the scenarios that fail with that diagnosis it is
/// the one that takes least to understand: fewest preemptions, then fewest threads, then the first.
pub fn chosen(record: &Record, stage: StageName) -> Option<(&Child, &Trial)> {
    let explorations = record
        .scenarios
        .iter()
        .filter_map(|scenario| exploration(record, stage, &scenario.name));
    let failed: Vec<(Code, usize, &Child, &Trial)> = explorations
        .filter_map(|(one, trial)| match child(one) {
            Judged::Failed { code, failure, .. } => Some((code, failure, one, trial)),
            _ => None,
        })
        .map(|(code, failure, one, trial)| {
            let effort = failure.map_or(0, |failure| effort(code, failure));
            (code, effort, one, trial)
        })
        .collect();
    let started = |(code, ..): &&(Code, usize, &Child, &Trial)| *code != Code::NotStarted;
    let (code, ..) = failed.iter().find(started).or(failed.first())?;
    let same = failed.iter().filter(|(other, ..)| other == code);
    same.min_by_key(|(_, effort, ..)| *effort)
        .map(|(_, _, child, trial)| (*child, *trial))
}

/// How much there is to read before a failure is understood, as a number to compare. What no model has
/// seen may look different each time, and what is not there yet needs no understanding: there the order of
/// the spec decides.
fn effort(code: Code, failure: &Failure) -> usize {
    if failure.schedule.is_none() || code == Code::NotStarted {
        return 0;
    }
    let preemptions = failure.steps.iter().filter(|step| step.preemption);
    preemptions.count() * 1_000 + failure.threads.len().min(999)
}

/// Whether the stage failed, and what to run again to be sure of it: nothing where there is no
/// schedule, or where the code is simply not there yet.
pub fn first_failure(
    record: &Record,
    stage: StageName,
) -> Option<(Option<Trial>, Option<Schedule>)> {
    let (failed, trial) = chosen(record, stage)?;
    let Judged::Failed { code, failure, .. } = child(failed) else {
        return None;
    };
    let schedule = failure.and_then(|failure| failure.schedule.clone());
    let again = code != Code::NotStarted;
    Some((again.then(|| trial.clone()), schedule))
}

/// The failure that would be shown, if it was found by a search without a bound and nobody looked yet whether
/// fewer preemptions are enough: the child's index, and what it was asked.
pub fn without_a_bound(record: &Record) -> Option<(usize, Trial)> {
    let (failed, trial) = chosen(record, StageName::Search)?;
    let Judged::Failed {
        failure: Some(failure),
        ..
    } = child(failed)
    else {
        return None;
    };
    let is_open = trial.budget.reduces && failure.schedule.is_some() && failure.bound.is_none();
    let index = record
        .children
        .iter()
        .position(|c| std::ptr::eq(c, failed))?;
    is_open.then(|| (index, trial.clone()))
}

/// What failed when the code was last checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastFailure {
    /// The scenario's name.
    pub scenario: String,
    /// The engine.
    pub stage: StageName,
    /// How to run it again.
    pub schedule: Schedule,
}

/// The schedule that failed, to be tried first when the code is checked again.
pub fn failed(record: &Record) -> Option<LastFailure> {
    let asked = |stage: &StageName| record.asks(*stage);
    StageName::of_scenarios().filter(asked).find_map(|stage| {
        let (trial, schedule) = first_failure(record, stage)?;
        let (trial, schedule) = trial.zip(schedule)?;
        // loom's are counted, not described: of other code the same number is another one.
        let describes = matches!(schedule, Schedule::Choices(_));
        describes.then_some(LastFailure {
            scenario: trial.scenario,
            stage: trial.stage,
            schedule,
        })
    })
}

/// The neighbours of the failing schedule that tell something: without one of its preemptions each, and
/// if it has none, without what departed last from the plain order.
pub fn neighbours(record: &Record, stage: StageName) -> Vec<(Trial, Departure, Schedule)> {
    let Some((failed, trial)) = chosen(record, stage) else {
        return Vec::new();
    };
    let Judged::Failed {
        failure: Some(failure),
        ..
    } = child(failed)
    else {
        return Vec::new();
    };
    let Some(Schedule::Choices(choices)) = &failure.schedule else {
        return Vec::new();
    };
    let preempts = |d: &&Departure| d.kind == DepartureKind::Preemption;
    let mut departures: Vec<&Departure> = failure.departures.iter().filter(preempts).collect();
    if departures.is_empty() {
        departures.extend(failure.departures.last());
    }
    let without = |departure: &&Departure| {
        let before = usize::try_from(departure.choice).unwrap_or(usize::MAX);
        let same = choices.get(..before).unwrap_or_default().to_vec();
        (trial.clone(), **departure, Schedule::Choices(same))
    };
    // A search that was cut off may show many; two tell enough.
    let from = departures.len().saturating_sub(2);
    departures[from..].iter().map(without).collect()
}

/// Whether threads or waits of a library's own keep the search from judging this scenario.
pub fn is_outside(record: &Record, scenario: &str) -> bool {
    !record.libraries.is_empty()
        && exploration(record, StageName::Search, scenario)
            .is_some_and(|(one, _)| matches!(child(one), Judged::Unsupported(what) if what.outside))
}

/// Whether every schedule within the bounds was run.
pub fn search_was_complete(record: &Record, scenario: &str) -> bool {
    exploration(record, StageName::Search, scenario)
        .is_some_and(|(one, _)| matches!(child(one), Judged::Ended(end) if end.complete))
}

/// Whether two failures are the same one. Values are left out: an address may differ.
pub fn same(one: &Failure, other: &Failure) -> bool {
    let steps = |failure: &Failure| -> Vec<_> {
        let step = |s: &heddle_protocol::Step| (s.thread, s.op, s.location.clone());
        failure.steps.iter().map(step).collect()
    };
    heddle_explain::name(one) == heddle_explain::name(other) && steps(one) == steps(other)
}
