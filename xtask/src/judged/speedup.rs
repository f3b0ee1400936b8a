//! What predictions and measurements prove, before anything is concluded from it.
//!
//! It is asked while a subject is timed (is more worth measuring?) and again when the verdict is reached.

use heddle_protocol::{Balance, Contestant, Event, Measurement, Prediction};
use heddle_report::{Interval, Measured};

use super::{Judged, child as judge};
use crate::{
    record::{Child, Record, Task},
    words::rounded,
};

/// The speed-up that the reference has to reach before anybody is compared with it.
const WORTH_COMPARING: f64 = 1.3;
/// The part of a core that one thread has to get on a quiet machine.
pub const QUIET: f64 = 0.9;

/// What simulated cores say about a workload, fewest first; nothing where they cannot be asked.
pub fn predicted(record: &Record, workload: &str) -> Vec<Prediction> {
    let of_it = |child: &&Child| matches!(&child.task, Task::Predict(s) if s.workload == workload);
    let children = record.children.iter().filter(of_it);
    children
        .filter(|child| matches!(judge(child), Judged::Ended(_)))
        .flat_map(|child| &child.events)
        .filter_map(|event| match event {
            Event::Predicted(prediction) => Some(prediction.clone()),
            _ => None,
        })
        .collect()
}

/// The prediction that the contract bounds, if it is beyond its bound.
pub fn unbalanced(record: &Record, workload: &str) -> Option<(Balance, Prediction)> {
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
pub fn cannot_tell(measured: &Measured) -> Option<String> {
    let reference = measured.reference.median;
    (reference < WORTH_COMPARING).then(|| {
        format!(
            "the reference itself reached only {reference:.1}×{}",
            busy(measured.quiet)
        )
    })
}

/// One measurement that came to an end.
pub struct Time<'a> {
    /// Of what.
    pub of: &'a Measurement,
    /// By the parent's clock.
    pub seconds: f64,
    /// Seconds on the cores.
    pub processor: f64,
    /// Of the result.
    pub digest: u64,
    /// Seconds before the work, where worker processes do it.
    pub startup: Option<f64>,
}

/// The measurements of a workload that came to an end.
pub fn times<'a>(record: &'a Record, workload: &str) -> Vec<Time<'a>> {
    let time = |child: &'a Child| {
        let Task::Measure(of) = &child.task else {
            return None;
        };
        let ended = matches!(judge(child), Judged::Ended(_)) && of.workload == workload;
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

/// One contestant's measurement in one pair.
pub fn find<'a, 'b>(times: &'b [Time<'a>], pair: u32, who: Contestant) -> Option<&'b Time<'a>> {
    times
        .iter()
        .find(|time| time.of.pair == pair && time.of.contestant == who)
}

/// What this machine's cores took, over all complete pairs; `None` if there is none.
pub fn measured(record: &Record, workload: &str) -> Option<Measured> {
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

/// What to add about a machine that others use too.
pub fn busy(quiet: f64) -> String {
    if quiet >= QUIET {
        return String::new();
    }
    format!(
        "; the machine is busy: a thread alone got {} of a core",
        percent(quiet)
    )
}

fn percent(part: f64) -> String {
    format!("{:.0} %", part * 100.0)
}
