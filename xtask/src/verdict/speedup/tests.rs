//! Recorded predictions and measurements, and what they prove.

use heddle_protocol::{
    Balance, Code, Contestant, End, Event, Measurement, Prediction, StageName, WorkloadInfo,
};
use heddle_report::{Stage, Status, Verdict};

use crate::{
    record::{Child, Ending, Record, Simulation, Task},
    sources::Texts,
    verdict::{fold, tests::passed},
};

const NONCE: &str = "n";

fn child(task: Task, events: Vec<Event>, measured: Option<f64>) -> Child {
    let mut events = events;
    events.push(Event::End(End {
        nonce: NONCE.to_owned(),
        executions: 0,
        bound: None,
        complete: true,
        exhausted: true,
        delays: None,
        stopped: None,
        threads: 1,
        overlap: false,
        left_blocked: Vec::new(),
        seconds: 0.1,
    }));
    Child {
        task,
        nonce: NONCE.to_owned(),
        events,
        ending: Ending::Exited(0),
        output: String::new(),
        seconds: 0.1,
        measured,
    }
}

fn prediction(time: u64) -> Child {
    let simulation = Simulation {
        workload: "even".to_owned(),
        cores: vec![4],
        seed: 1,
        asleep: 1.0,
    };
    let predicted = Event::Predicted(Prediction {
        cores: 4,
        work: 1000,
        longest: 10,
        time,
        shares: vec![250; 4],
    });
    child(Task::Predict(simulation), vec![predicted], None)
}

fn measurement(pair: u32, contestant: Contestant, seconds: f64, quiet: f64, digest: u64) -> Child {
    let task = Task::Measure(Measurement {
        workload: "even".to_owned(),
        contestant,
        pair,
        workers: 2,
        seed: 1,
    });
    let processor = seconds * quiet;
    let events = vec![
        Event::Ready { startup: 0.01 },
        Event::Done,
        Event::Output { digest, processor },
    ];
    child(task, events, Some(seconds))
}

/// Six pairs in which the subject takes the given times, and the reference `reference`.
fn measured(subject: [f64; 6], reference: f64, quiet: f64) -> Record {
    let mut record = predicted(260);
    for (pair, seconds) in (0..).zip(subject) {
        let of = |who, seconds| measurement(pair, who, seconds, quiet, 7);
        record.children.extend([
            of(Contestant::Baseline, 1.0),
            of(Contestant::Reference, reference),
            of(Contestant::Subject, seconds),
        ]);
    }
    record
}

fn predicted(time: u64) -> Record {
    let mut record = passed();
    record.stages.optional.push(StageName::Speedup);
    record.workloads = vec![WorkloadInfo {
        name: "even".to_owned(),
        about: "All alike.".to_owned(),
        processes: false,
        balance: Some(Balance {
            cores: 4,
            factor: 1.3,
        }),
    }];
    record.children.push(prediction(time));
    record
}

fn judged(record: &Record) -> (Verdict, Stage, Option<Code>) {
    let report = fold(record, &Texts::new());
    let stage = report
        .stages
        .iter()
        .find(|stage| stage.name == StageName::Speedup)
        .expect("the stage is asked for")
        .clone();
    (report.verdict, stage, report.diagnosis.map(|d| d.code))
}

#[test]
fn as_fast_as_the_reference_is_a_pass() {
    let (verdict, stage, _) = judged(&measured([0.52; 6], 0.5, 1.0));
    assert_eq!((verdict, stage.status), (Verdict::Pass, Status::Passed));
}

#[test]
fn slow_in_every_pair_on_a_quiet_machine_is_too_slow() {
    let (verdict, stage, code) = judged(&measured([1.0; 6], 0.5, 0.99));
    assert_eq!((verdict, stage.status), (Verdict::Fail, Status::Failed));
    assert_eq!(code, Some(Code::TooSlow));
}

#[test]
fn slow_on_a_busy_machine_cannot_tell() {
    let (verdict, stage, _) = judged(&measured([1.0; 6], 0.5, 0.6));
    assert_eq!(
        (verdict, stage.status),
        (Verdict::Pass, Status::Inconclusive)
    );
    assert!(stage.note.contains("60 % of a core"), "{}", stage.note);
}

#[test]
fn pairs_that_disagree_cannot_tell() {
    let (_, stage, _) = judged(&measured([1.0, 1.0, 1.0, 1.0, 1.0, 0.5], 0.5, 1.0));
    assert_eq!(stage.status, Status::Inconclusive);
}

#[test]
fn a_machine_on_which_the_reference_gains_nothing_cannot_tell() {
    let (_, stage, _) = judged(&measured([2.0; 6], 0.9, 1.0));
    assert_eq!(stage.status, Status::Inconclusive);
    assert!(stage.note.contains("only 1.1×"), "{}", stage.note);
}

#[test]
fn other_results_than_the_reference_are_wrong_however_fast() {
    let mut record = measured([0.1; 6], 0.5, 1.0);
    let wrong = measurement(2, Contestant::Subject, 0.1, 1.0, 8);
    let index = record
        .children
        .iter()
        .position(|child| match &child.task {
            Task::Measure(one) => one.pair == 2 && one.contestant == Contestant::Subject,
            _ => false,
        })
        .expect("a pair 2");
    record.children[index] = wrong;
    let (verdict, _, code) = judged(&record);
    assert_eq!((verdict, code), (Verdict::Fail, Some(Code::WrongAnswer)));
}

#[test]
fn a_bad_division_is_too_slow_on_any_machine() {
    let mut record = predicted(400);
    record.cores = 1;
    let (verdict, _, code) = judged(&record);
    assert_eq!((verdict, code), (Verdict::Fail, Some(Code::TooSlow)));
}

#[test]
fn one_core_has_nothing_to_measure() {
    let mut record = predicted(260);
    record.cores = 1;
    let (verdict, stage, _) = judged(&record);
    assert_eq!((verdict, stage.status), (Verdict::Pass, Status::Skipped));
    assert!(stage.note.contains("one core"), "{}", stage.note);
}
