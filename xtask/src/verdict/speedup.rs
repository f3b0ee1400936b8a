//! What predictions and measurements prove: passed, failed, or that they cannot tell.
//!
//! A prediction is the same on every machine, so it decides by itself where the contract bounds it. A
//! measurement is a sample of a machine that others use too. It fails a subject only when each pair
//! says so, the machine was quiet and the reference did get faster there.

use heddle_protocol::{Balance, Code, Contestant, Prediction, StageName};
use heddle_report::{Diagnosis, Measured, Report, Speedup, Stage, Status};

use crate::{
    judged::{
        self, Judged,
        speedup::{QUIET, busy, cannot_tell, find, measured, predicted, times, unbalanced},
    },
    record::{Child, Record, Task},
    words::rounded,
};

/// The part of the reference's speed that is asked for. What runs one piece after the other has half of
/// it on two cores. A right answer that takes several pieces at a time has two thirds of it where the
/// heavy pieces happen to follow each other: rayon's iterators, before anything was stolen.
const ENOUGH: f64 = 0.55;

/// What one workload says.
struct Answer {
    status: Status,
    /// The word, where it failed.
    code: Code,
    /// A sentence for the page.
    note: String,
}

impl Answer {
    fn new(status: Status, note: impl Into<String>) -> Self {
        Answer {
            status,
            code: Code::TooSlow,
            note: note.into(),
        }
    }
}

fn answer(record: &Record, speedup: &Speedup) -> Answer {
    let name = &speedup.workload.name;
    if let Some((balance, prediction)) = unbalanced(record, name) {
        return Answer::new(Status::Failed, too_slow(name, balance, &prediction));
    }
    if let Some(failed) = went_wrong(record, name) {
        return failed;
    }
    if record.cores < 2 {
        return Answer::new(Status::Skipped, "this machine has one core");
    }
    let Some(measured) = &speedup.measured else {
        let note = match speedup.predicted.last() {
            Some(_) => "predicted, and not measured",
            None => "not measured",
        };
        return Answer::new(Status::Skipped, note);
    };
    if let Some(why) = cannot_tell(measured) {
        return Answer::new(Status::Inconclusive, why);
    }
    let Measured { ratio, quiet, .. } = *measured;
    let range = format!("{:.2} to {:.2}", ratio.low, ratio.high);
    if ratio.median >= ENOUGH {
        return Answer::new(Status::Passed, String::new());
    }
    if ratio.high >= ENOUGH || quiet < QUIET {
        let note = format!(
            "{range} of the reference's speed, where {ENOUGH} is enough{}",
            busy(quiet)
        );
        return Answer::new(Status::Inconclusive, note);
    }
    let note = format!(
        "with {} workers, `{name}` reached {:.2} of the speed of the reference ({range} in {} pairs); {ENOUGH} is enough",
        measured.workers, ratio.median, measured.pairs
    );
    Answer::new(Status::Failed, note)
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
fn went_wrong(record: &Record, workload: &str) -> Option<Answer> {
    let failed = record.children.iter().find_map(|child| {
        let name = match &child.task {
            Task::Predict(simulation) => &simulation.workload,
            Task::Measure(one) if one.contestant == Contestant::Subject => &one.workload,
            _ => return None,
        };
        match judged::child(child) {
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
    Some(Answer {
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
        required: record.requires(StageName::Speedup),
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
    let answers: Vec<Answer> = report
        .speedup
        .iter()
        .map(|one| answer(record, one))
        .collect();
    fold(&mut stage, report, &answers);
    stage
}

/// The worst answer is the stage's.
fn fold(stage: &mut Stage, report: &mut Report, answers: &[Answer]) {
    let first = |status| answers.iter().find(|answer| answer.status == status);
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
