//! The same schedule once more: as a control in a grading, and as all that there is.

use super::*;

#[test]
fn a_replay_that_differs_makes_it_inconclusive() {
    let mut record = passed();
    record.children[0] = failed(StageName::Search, "one", Code::Deadlock);
    let replay = |mut child: Child| {
        if let Task::Explore(trial) = child.task {
            child.task = Task::Replay(trial);
        }
        child
    };
    record
        .children
        .push(replay(failed(StageName::Search, "one", Code::Deadlock)));
    let report = fold(&record);
    assert_eq!(
        (report.verdict, code(&report)),
        (Verdict::Fail, Some(Code::Deadlock))
    );
    assert!(report.replay.is_some());
    for second in [
        failed(StageName::Search, "one", Code::Panic),
        ended(StageName::Search, "one", end()),
        child(StageName::Search, "one", vec![], Ending::TimedOut),
    ] {
        *record.children.last_mut().unwrap() = replay(second);
        let report = fold(&record);
        let expected = (Verdict::Inconclusive, Some(Code::Nondeterministic));
        assert_eq!((report.verdict, code(&report)), expected);
        assert_eq!(report.replay, None);
    }
}

#[test]
fn a_replay_is_about_one_schedule_and_does_not_say_how_many_came_before_it() {
    let mut record = record();
    record.purpose = Purpose::Replay(StageName::Search);
    let mut replayed = failed(StageName::Search, "two", Code::LostWakeUp);
    if let Task::Explore(trial) = replayed.task {
        replayed.task = Task::Replay(trial);
    }
    record.children.push(replayed);
    let report = fold(&record);
    assert_eq!(code(&report), Some(Code::LostWakeUp));
    let asked: Vec<_> = report.stages.iter().map(|stage| stage.name).collect();
    assert_eq!(
        asked,
        [StageName::Scan, StageName::Build, StageName::Search]
    );
    let [outcome] = report.scenarios.as_slice() else {
        panic!("{:?}", report.scenarios);
    };
    assert_eq!(
        (outcome.scenario.name.as_str(), outcome.executions),
        ("two", 0)
    );
    assert!(report.replay.is_some());
}
