//! What predictions and measurements prove: passed, failed, or that they cannot tell.
//!
//! A prediction is the same on every machine, so it decides by itself where the contract bounds it. A
//! measurement is a sample of a machine that others use too. It fails a subject only when each pair
//! says so, the machine was quiet and the reference did get faster there.

use heddle_protocol::{
    Balance, Code, Contestant, Diagnosis, Event, Interval, Measured, Measurement, Prediction,
    Report, Speedup, Stage, StageName, Status,
};

use super::{
    judge::{self, Judged},
    stages::rounded,
};
use crate::record::{Child, Record, Task};

/// The part of the reference's speed that is asked for. What runs one piece after the other has half of
/// it on two cores. A right answer that takes several pieces at a time has two thirds of it where the
/// heavy pieces happen to follow each other: rayon's iterators, before anything was stolen.
const ENOUGH: f64 = 0.55;
/// The speed-up that the reference has to reach before anybody is compared with it.
const WORTH_COMPARING: f64 = 1.3;
/// The part of a core that one thread has to get on a quiet machine.
const QUIET: f64 = 0.9;

/// What simulated cores say about a workload, fewest first; nothing where they cannot be asked.
fn predicted(record: &Record, workload: &str) -> Vec<Prediction> {
    let of_it = |child: &&Child| matches!(&child.task, Task::Predict(s) if s.workload == workload);
    let children = record.children.iter().filter(of_it);
    children
        .filter(|child| matches!(judge::child(child), Judged::Ended(_)))
        .flat_map(|child| &child.events)
        .filter_map(|event| match event {
            Event::Predicted(prediction) => Some(prediction.clone()),
            _ => None,
        })
        .collect()
}

/// The prediction that the contract bounds, if it is beyond its bound.
fn unbalanced(record: &Record, workload: &str) -> Option<(Balance, Prediction)> {
    let info = record.workloads.iter().find(|w| w.name == workload)?;
    let balance = info.balance?;
    let predictions = predicted(record, workload).into_iter();
    predictions
        .filter(|prediction| prediction.cores == balance.cores)
        .find(|prediction| prediction.factor() > balance.factor)
        .map(|prediction| (balance, prediction))
}

/// Whether simulated cores have nothing against it.
pub fn is_balanced(record: &Record, workload: &str) -> bool {
    unbalanced(record, workload).is_none()
}

/// Whether measuring a workload showed that nothing can be measured now.
pub fn is_too_busy(record: &Record, workload: &str) -> bool {
    measured(record, workload).is_some_and(|measured| cannot_tell(&measured).is_some())
}

/// Why nobody can be compared with the reference, if so.
fn cannot_tell(measured: &Measured) -> Option<String> {
    let reference = measured.reference.median;
    (reference < WORTH_COMPARING).then(|| {
        format!(
            "the reference itself reached only {reference:.1}×{}",
            busy(measured.quiet)
        )
    })
}

/// One measurement that came to an end.
struct Time<'a> {
    of: &'a Measurement,
    seconds: f64,
    processor: f64,
    digest: u64,
    /// Seconds before the work, where worker processes do it.
    startup: Option<f64>,
}

fn times<'a>(record: &'a Record, workload: &str) -> Vec<Time<'a>> {
    let time = |child: &'a Child| {
        let Task::Measure(of) = &child.task else {
            return None;
        };
        let ended = matches!(judge::child(child), Judged::Ended(_)) && of.workload == workload;
        let output = child.events.iter().find_map(|event| match event {
            Event::Output { digest, processor } => Some((*digest, *processor)),
            _ => None,
        });
        let (digest, processor) = output.filter(|_| ended)?;
        let info = record.workloads.iter().find(|w| w.name == workload)?;
        let startup = child.events.iter().find_map(|event| match event {
            Event::Ready { startup } if info.processes => Some(rounded(*startup)),
            _ => None,
        });
        Some(Time {
            of,
            seconds: child.measured.filter(|seconds| *seconds > 0.0)?,
            processor,
            digest,
            startup,
        })
    };
    record.children.iter().filter_map(time).collect()
}

fn find<'a, 'b>(times: &'b [Time<'a>], pair: u32, who: Contestant) -> Option<&'b Time<'a>> {
    times
        .iter()
        .find(|time| time.of.pair == pair && time.of.contestant == who)
}

fn measured(record: &Record, workload: &str) -> Option<Measured> {
    let times = times(record, workload);
    let workers = times.first()?.of.workers;
    let complete: Vec<[&Time<'_>; 3]> = (0..=times.iter().map(|time| time.of.pair).max()?)
        .filter_map(|pair| {
            let of = |who| find(&times, pair, who);
            Some([
                of(Contestant::Baseline)?,
                of(Contestant::Reference)?,
                of(Contestant::Subject)?,
            ])
        })
        .collect();
    let over = |above: usize, below: usize| {
        let ratios = complete
            .iter()
            .map(|pair| pair[above].seconds / pair[below].seconds);
        Interval::of(ratios.map(rounded).collect())
    };
    let quiet = complete
        .iter()
        .map(|[baseline, ..]| baseline.processor / baseline.seconds);
    let alone = complete.iter().filter_map(|[.., subject]| {
        let alone = find(&times, subject.of.pair, Contestant::OneWorker)?;
        Some(rounded(alone.seconds / subject.seconds))
    });
    let startups = complete.iter().filter_map(|[.., subject]| subject.startup);
    Some(Measured {
        workers,
        pairs: u32::try_from(complete.len()).unwrap_or(u32::MAX),
        reference: over(0, 1)?,
        subject: over(0, 2)?,
        ratio: over(1, 2)?,
        over_one: Interval::of(alone.collect()),
        startup: Interval::of(startups.collect()),
        quiet: Interval::of(quiet.map(rounded).collect())?.median.min(1.0),
    })
}

/// What one workload says.
struct Finding {
    status: Status,
    /// The word, where it failed.
    code: Code,
    /// A sentence for the page.
    note: String,
}

impl Finding {
    fn new(status: Status, note: impl Into<String>) -> Self {
        Finding {
            status,
            code: Code::TooSlow,
            note: note.into(),
        }
    }
}

fn percent(part: f64) -> String {
    format!("{:.0} %", part * 100.0)
}

fn judge(record: &Record, speedup: &Speedup) -> Finding {
    let name = &speedup.workload.name;
    if let Some((balance, prediction)) = unbalanced(record, name) {
        return Finding::new(Status::Failed, too_slow(name, balance, &prediction));
    }
    if let Some(failed) = went_wrong(record, name) {
        return failed;
    }
    if record.cores < 2 {
        return Finding::new(Status::Skipped, "this machine has one core");
    }
    let Some(measured) = &speedup.measured else {
        let note = match speedup.predicted.last() {
            Some(_) => "predicted, and not measured",
            None => "not measured",
        };
        return Finding::new(Status::Skipped, note);
    };
    if let Some(why) = cannot_tell(measured) {
        return Finding::new(Status::Inconclusive, why);
    }
    let Measured { ratio, quiet, .. } = *measured;
    let range = format!("{:.2} to {:.2}", ratio.low, ratio.high);
    if ratio.median >= ENOUGH {
        return Finding::new(Status::Passed, String::new());
    }
    if ratio.high >= ENOUGH || quiet < QUIET {
        let note = format!(
            "{range} of the reference's speed, where {ENOUGH} is enough{}",
            busy(quiet)
        );
        return Finding::new(Status::Inconclusive, note);
    }
    let note = format!(
        "with {} workers, `{name}` reached {:.2} of the speed of the reference ({range} in {} pairs); {ENOUGH} is enough",
        measured.workers, ratio.median, measured.pairs
    );
    Finding::new(Status::Failed, note)
}

fn busy(quiet: f64) -> String {
    if quiet >= QUIET {
        return String::new();
    }
    format!(
        "; the machine is busy: a thread alone got {} of a core",
        percent(quiet)
    )
}

fn too_slow(name: &str, balance: Balance, prediction: &Prediction) -> String {
    let shares: Vec<String> = prediction.shares.iter().map(u64::to_string).collect();
    format!(
        "on {} simulated cores `{name}` takes {} units of time, and a good division of the work takes {}. \
         The threads computed {} units: whoever is done early has to take over what is left",
        balance.cores,
        prediction.time,
        prediction.ideal(),
        shares.join(", "),
    )
}

/// A run that did not come to its end, or came to another result than the reference.
fn went_wrong(record: &Record, workload: &str) -> Option<Finding> {
    let failed = record.children.iter().find_map(|child| {
        let name = match &child.task {
            Task::Predict(simulation) => &simulation.workload,
            Task::Measure(one) if one.contestant == Contestant::Subject => &one.workload,
            _ => return None,
        };
        match judge::child(child) {
            Judged::Failed { code, message, .. } if name == workload => Some((code, message)),
            _ => None,
        }
    });
    let failed = failed.or_else(|| {
        let times = times(record, workload);
        let subjects = times
            .iter()
            .filter(|time| time.of.contestant == Contestant::Subject);
        subjects
            .into_iter()
            .find_map(|subject| {
                let reference = find(&times, subject.of.pair, Contestant::Reference)?;
                (reference.digest != subject.digest).then_some(())
            })
            .map(|()| {
                let message =
                    format!("the results for `{workload}` are not those that one thread computes");
                (Code::WrongAnswer, message)
            })
    })?;
    Some(Finding {
        status: Status::Failed,
        code: failed.0,
        note: failed.1,
    })
}

/// Judges the stage, and adds what it shows to the report.
pub fn stage(record: &Record, stopped: Option<StageName>, report: &mut Report) -> Stage {
    let mut stage = Stage {
        name: StageName::Speedup,
        status: Status::Skipped,
        required: record.stages.required.contains(&StageName::Speedup),
        executions: 0,
        bound: None,
        complete: false,
        seconds: 0.0,
        note: String::new(),
    };
    if let Some(stopped) = stopped {
        stage.note = format!("not asked, because {} failed", stopped.as_str());
        return stage;
    }
    let of_it = |child: &&Child| matches!(child.task, Task::Predict(_) | Task::Measure(_));
    let children: Vec<&Child> = record.children.iter().filter(of_it).collect();
    if children.is_empty() {
        stage.note = "it was not run".to_owned();
        return stage;
    }
    stage.executions = children.len() as u64;
    stage.seconds = rounded(children.iter().map(|child| child.seconds).sum());
    report.speedup = record
        .workloads
        .iter()
        .map(|workload| Speedup {
            workload: workload.clone(),
            predicted: predicted(record, &workload.name),
            measured: measured(record, &workload.name),
        })
        .collect();
    let findings: Vec<Finding> = report
        .speedup
        .iter()
        .map(|one| judge(record, one))
        .collect();
    fold(&mut stage, report, &findings);
    stage
}

/// The worst finding is the stage's.
fn fold(stage: &mut Stage, report: &mut Report, findings: &[Finding]) {
    let first = |status| findings.iter().find(|finding| finding.status == status);
    if let Some(failed) = first(Status::Failed) {
        stage.status = Status::Failed;
        stage.note = "the work is shared out badly".to_owned();
        if failed.code != Code::TooSlow {
            stage.note = format!("it ended in `{}`", failed.code);
        }
        report.diagnosis = Some(Diagnosis {
            code: failed.code,
            scenario: None,
            stage: StageName::Speedup,
            message: failed.note.clone(),
            cause: None,
            location: None,
        });
    } else if let Some(unclear) = first(Status::Inconclusive) {
        stage.status = Status::Inconclusive;
        stage.note.clone_from(&unclear.note);
    } else if let Some(skipped) = first(Status::Skipped) {
        stage.status = Status::Skipped;
        stage.note.clone_from(&skipped.note);
    } else {
        stage.status = Status::Passed;
        stage.complete = true;
        let worst = report
            .speedup
            .iter()
            .filter_map(|one| one.measured.as_ref())
            .min_by(|a, b| a.ratio.median.total_cmp(&b.ratio.median));
        if let Some(worst) = worst {
            stage.note = format!(
                "{} pairs with {} workers: at least {:.2} of the reference's speed",
                worst.pairs, worst.workers, worst.ratio.median
            );
        }
    }
}

#[cfg(test)]
mod tests;
