//! Who works at the same time as whom: as many workers as asked for, and never more.

use grade::{Code, Rendezvous, Scenario, must_end, scenario};

use crate::job::Job;

pub fn scenarios() -> Vec<Scenario> {
    // Too many are seen at once; for too few everybody has to wait on real threads.
    vec![
        one_worker(),
        at_most_two(),
        two_at_once(),
        three_at_once(),
        five_at_once(),
    ]
}

/// Each of the first so many calls of `f` waits until all of them are under way.
pub fn meet(job: Job, calls: usize, promise: &'static str) {
    let meeting = Rendezvous::new(calls);
    job.check(|_, _| must_end(Code::Serialised, promise, || meeting.meet()));
}

fn two_at_once() -> Scenario {
    scenario(
        "two-at-once",
        "Two items and two workers: both calls of `f` are under way at once.",
    )
    .run(|| {
        let promise = "Two items and two workers, but the second call of `f` does not begin before \
                       the first has returned. In this scenario each waits until both are under way.";
        meet(Job::map(2, 2), 2, promise);
    })
}

fn three_at_once() -> Scenario {
    scenario(
        "three-at-once",
        "Three items and three workers: all calls of `f` are under way at once.",
    )
    .run(|| {
        let promise = "Three items and three workers, but the three calls of `f` are never under way \
                       at once. In this scenario each waits until all of them are.";
        meet(Job::map(3, 3), 3, promise);
    })
}

fn five_at_once() -> Scenario {
    scenario(
        "five-at-once",
        "Five items and five workers: there is no limit of your own below what was asked for.",
    )
    .run(|| {
        let promise = "Five items and five workers, but the five calls of `f` are never under way \
                       at once. In this scenario each waits until all of them are.";
        meet(Job::map(5, 5), 5, promise);
    })
    .preemptions(0)
    .loom(false)
}

fn at_most_two() -> Scenario {
    scenario(
        "at-most-two-workers",
        "Three items and two workers: never are three calls of `f` under way at once.",
    )
    .run(|| Job::map(3, 2).check(|_, inside| inside.linger()))
}

fn one_worker() -> Scenario {
    scenario("one-worker", "One worker does one item after the other.")
        .run(|| Job::map(3, 1).check(|_, inside| inside.linger()))
}
