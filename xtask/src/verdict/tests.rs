//! How outcomes fold: from made-up child processes to the answer.

mod replays;

use heddle_protocol::{
    Code, End, Event, Failure, Finding, ScenarioInfo, Schedule, StageName, Stopped, Unsupported,
};
use heddle_report::{Report, Status, Subject, Verdict};

use super::*;
use crate::{
    manifest::{Bounds, Stages},
    record::{Child, Ending, Trial},
    run,
};

/// A record of a subject that compiles, with two scenarios.
fn record() -> Record {
    Record {
        purpose: Purpose::Grading,
        exercise: "05-queue".to_owned(),
        title: "Queue".to_owned(),
        subject: Subject {
            kind: "learner".to_owned(),
            path: "lib.rs".to_owned(),
        },
        root: "/course".to_owned(),
        stages: Stages {
            required: vec![StageName::Std, StageName::Search],
            optional: vec![StageName::Loom, StageName::Random],
        },
        bounds: Bounds::default(),
        libraries: Vec::new(),
        workloads: Vec::new(),
        cores: 2,
        fingerprint: 1,
        findings: Vec::new(),
        build: Some(Build::default()),
        scenarios: ["one", "two"].map(scenario).to_vec(),
        children: Vec::new(),
    }
}

fn scenario(name: &str) -> ScenarioInfo {
    ScenarioInfo {
        name: name.to_owned(),
        about: "It holds.".to_owned(),
        threads: Vec::new(),
        loom: true,
        preemptions: None,
        alone: None,
    }
}

fn end() -> End {
    End {
        nonce: "n".to_owned(),
        executions: 10,
        bound: Some(2),
        complete: true,
        exhausted: false,
        delays: None,
        stopped: None,
        threads: 3,
        overlap: false,
        left_blocked: Vec::new(),
        seconds: 0.1,
    }
}

fn child(stage: StageName, scenario: &str, events: Vec<Event>, ending: Ending) -> Child {
    let budget = run::budget(&Bounds::default(), stage);
    let trial = Trial {
        scenario: scenario.to_owned(),
        stage,
        budget,
        seed: 1,
    };
    Child {
        task: Task::Explore(trial),
        nonce: "n".to_owned(),
        events,
        ending,
        output: String::new(),
        seconds: 0.1,
        measured: None,
    }
}

fn ended(stage: StageName, scenario: &str, end: End) -> Child {
    child(stage, scenario, vec![Event::End(end)], Ending::Exited(0))
}

fn failed(stage: StageName, scenario: &str, code: Code) -> Child {
    let finding = Finding::Violated {
        code,
        message: "it went wrong".to_owned(),
    };
    let failure = Failure {
        execution: 3,
        bound: Some(1),
        threads: Vec::new(),
        schedule: (stage != StageName::Std).then(|| Schedule::Choices(vec![0, 1])),
        ..Failure::without_steps(finding)
    };
    child(
        stage,
        scenario,
        vec![Event::Failure(Box::new(failure))],
        Ending::Exited(101),
    )
}

/// All stages of both scenarios, complete.
pub(super) fn passed() -> Record {
    let mut record = record();
    for stage in [StageName::Search, StageName::Std, StageName::Loom] {
        for name in ["one", "two"] {
            record.children.push(ended(stage, name, end()));
        }
    }
    record
}

fn fold(record: &Record) -> Report {
    super::fold(record, &Texts::new())
}

#[track_caller]
fn status(report: &Report, name: StageName) -> Status {
    report
        .stages
        .iter()
        .find(|stage| stage.name == name)
        .unwrap()
        .status
}

fn code(report: &Report) -> Option<Code> {
    report.diagnosis.as_ref().map(|diagnosis| diagnosis.code)
}

#[test]
fn everything_complete_is_a_pass_that_says_what_was_explored() {
    let report = fold(&passed());
    assert_eq!(report.verdict, Verdict::Pass);
    let notes: Vec<_> = report
        .stages
        .iter()
        .map(|stage| stage.note.as_str())
        .collect();
    assert_eq!(
        notes[2..],
        [
            "all 20 schedules with ≤ 2 preemptions and ≤ 1 spurious wake-up passed \
             (up to 3 threads, sequentially consistent)",
            "2 scenarios on real threads, 20 runs: none failed",
            "loom completed bound 2: 20 executions under its C11 model",
            "not needed: the search was complete",
        ]
    );
}

#[test]
fn a_scenario_with_a_smaller_bound_is_named() {
    let mut record = passed();
    record.scenarios[1].preemptions = Some(0);
    let report = fold(&record);
    let search = report.stages.iter().find(|s| s.name == StageName::Search);
    assert_eq!(
        search.unwrap().note,
        "all 20 schedules with ≤ 2 preemptions (≤ 0 in `two`) and ≤ 1 spurious wake-up passed \
         (up to 3 threads, sequentially consistent)"
    );
}

#[test]
fn an_exit_code_alone_is_no_pass() {
    for (events, ending, expected) in [
        (vec![], Ending::Exited(0), Code::Tampered),
        (vec![], Ending::Exited(3), Code::Tampered),
        (
            vec![Event::End(End {
                nonce: "x".to_owned(),
                ..end()
            })],
            Ending::Exited(0),
            Code::Tampered,
        ),
        (vec![Event::End(end())], Ending::Exited(1), Code::Tampered),
        (vec![Event::End(end())], Ending::Signal(11), Code::Crashed),
        (vec![], Ending::Signal(6), Code::Crashed),
    ] {
        let mut record = passed();
        record.children[0] = child(StageName::Search, "one", events, ending);
        let report = fold(&record);
        assert_eq!(
            (report.verdict, code(&report)),
            (Verdict::Fail, Some(expected)),
            "{ending:?}"
        );
    }
}

#[test]
fn a_scenario_that_was_not_run_is_no_pass() {
    let mut record = passed();
    record
        .children
        .retain(|child| !matches!(&child.task, Task::Explore(r) if r.stage == StageName::Std));
    let report = fold(&record);
    assert_eq!(report.verdict, Verdict::Inconclusive);
    let mut record = passed();
    record.children.remove(1);
    assert_eq!(fold(&record).verdict, Verdict::Inconclusive);
    let mut record = passed();
    record.scenarios.clear();
    assert_eq!(fold(&record).verdict, Verdict::Inconclusive);
}

#[test]
fn what_hangs_is_a_timeout_on_real_threads_and_unclear_in_a_model() {
    let mut record = passed();
    record.children[2] = child(StageName::Std, "one", vec![], Ending::TimedOut);
    let report = fold(&record);
    assert_eq!(
        (report.verdict, code(&report)),
        (Verdict::Fail, Some(Code::Timeout))
    );
    let mut record = passed();
    record.children[0] = child(StageName::Search, "one", vec![], Ending::TimedOut);
    let report = fold(&record);
    assert_eq!(
        (report.verdict, code(&report)),
        (Verdict::Inconclusive, None)
    );
}

#[test]
fn a_search_that_ran_out_of_budget_is_inconclusive_and_names_its_bounds() {
    let mut record = passed();
    let end = End {
        complete: false,
        bound: Some(1),
        stopped: Some(Stopped::Seconds),
        ..end()
    };
    record.children[0] = ended(StageName::Search, "one", end);
    record.children.push(ended(
        StageName::Random,
        "one",
        End {
            bound: None,
            executions: 5_000,
            ..super::tests::end()
        },
    ));
    let report = fold(&record);
    assert_eq!(report.verdict, Verdict::Inconclusive);
    let note = |name| {
        &report
            .stages
            .iter()
            .find(|stage| stage.name == name)
            .unwrap()
            .note
    };
    assert_eq!(
        note(StageName::Search),
        "`one`: stopped at 0.1 s: bound 1 complete, bound 2 not"
    );
    assert_eq!(
        note(StageName::Random),
        "no failure in 5,000 random schedules (seed 0x1); not a proof"
    );
}

#[test]
fn too_many_schedules_are_a_pass_where_those_with_few_delays_passed_and_the_page_says_so() {
    let cut = |delays| {
        let mut record = passed();
        let end = End {
            complete: false,
            bound: None,
            delays,
            stopped: Some(Stopped::Executions),
            ..end()
        };
        record.children[0] = ended(StageName::Search, "one", end);
        fold(&record)
    };
    assert_eq!(cut(Some(1)).verdict, Verdict::Inconclusive);
    let report = cut(Some(2));
    assert_eq!(report.verdict, Verdict::Pass);
    let search = report.stages.iter().find(|s| s.name == StageName::Search);
    let search = search.unwrap();
    assert!(!search.complete);
    assert_eq!(
        search.note,
        "all 10 schedules with ≤ 2 preemptions and ≤ 1 spurious wake-up passed (up to 3 threads, \
         sequentially consistent); `one` had too many: of theirs, all with ≤ 2 departures from the \
         plain order passed"
    );
}

#[test]
fn advice_is_told_beside_a_pass_only_where_no_two_threads_ever_held_locks() {
    let notes = |overlap| {
        let mut record = passed();
        record.scenarios[0].alone = Some("one waits for the other".to_owned());
        record.children[0] = ended(StageName::Search, "one", End { overlap, ..end() });
        let report = fold(&record);
        assert_eq!(report.verdict, Verdict::Pass);
        report.notes
    };
    assert_eq!(notes(false), ["one waits for the other"]);
    assert!(notes(true).is_empty());
}

#[test]
fn an_optional_stage_that_could_not_tell_is_named_beside_the_pass() {
    let mut record = passed();
    let unsupported = Unsupported {
        item: "`try_lock`".to_owned(),
        location: None,
        outside: false,
    };
    for index in [4, 5] {
        record.children[index] = child(
            StageName::Loom,
            ["one", "two"][index - 4],
            vec![
                Event::Unsupported(unsupported.clone()),
                Event::End(End {
                    complete: false,
                    ..end()
                }),
            ],
            Ending::Exited(0),
        );
    }
    let report = fold(&record);
    assert_eq!(report.verdict, Verdict::Pass);
    assert_eq!(status(&report, StageName::Loom), Status::Skipped);
    record.stages.required.push(StageName::Loom);
    record.stages.optional.clear();
    assert_eq!(fold(&record).verdict, Verdict::Inconclusive);
}

#[test]
fn what_is_wrong_is_told_before_what_is_not_there_yet() {
    let mut record = passed();
    record.children[0] = failed(StageName::Search, "one", Code::NotStarted);
    record.children[1] = failed(StageName::Search, "two", Code::Deadlock);
    let report = fold(&record);
    assert_eq!(code(&report), Some(Code::Deadlock));
    assert_eq!(report.notes, ["1 other scenario is not started yet"]);
    record.children[1] = failed(StageName::Search, "two", Code::NotStarted);
    assert_eq!(code(&fold(&record)), Some(Code::NotStarted));
}

#[test]
fn the_first_failing_stage_in_the_order_of_asking_is_shown() {
    let mut record = passed();
    record.children[2] = failed(StageName::Std, "one", Code::Panic);
    record.children[1] = failed(StageName::Search, "two", Code::Deadlock);
    let report = fold(&record);
    assert_eq!(code(&report), Some(Code::Deadlock));
    let scenario = report.diagnosis.and_then(|diagnosis| diagnosis.scenario);
    assert_eq!(scenario.as_deref(), Some("two"));
}

#[test]
fn a_required_stage_that_was_not_run_is_never_a_pass() {
    let mut record = passed();
    record.stages.required.push(StageName::Process);
    assert_eq!(fold(&record).verdict, Verdict::Inconclusive);
}
