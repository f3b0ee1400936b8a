//! What comes back: a result for each item, in the order of the items.

use grade::{Scenario, scenario};

use crate::job::Job;

pub fn scenarios() -> Vec<Scenario> {
    vec![
        no_items(),
        no_items_in_chunks(),
        results_in_order(),
        every_item_once(),
        fewer_items_than_workers(),
        three_of_three(),
        many_items_one_worker(),
        many_items_two_workers(),
        called_again(),
        called_by_f(),
        called_twice_at_once(),
    ]
}

/// Whatever `f` takes: nothing of it needs to be seen by another thread.
fn plain(job: Job) {
    job.check(|_, _| ());
}

fn no_items() -> Scenario {
    scenario("no-items", "No items make no results.").run(|| {
        plain(Job::map(0, 2));
    })
}

fn no_items_in_chunks() -> Scenario {
    scenario("no-items-in-chunks", "No items make no chunks.").run(|| plain(Job::chunked(0, 2, 3)))
}

fn fewer_items_than_workers() -> Scenario {
    scenario(
        "fewer-items-than-workers",
        "One item and two workers: it is done once.",
    )
    .run(|| plain(Job::map(1, 2)))
}

fn results_in_order() -> Scenario {
    scenario(
        "results-in-order",
        "The results are in the order of the items, whichever is ready first.",
    )
    .run(|| Job::map(2, 2).check(|_, inside| inside.linger()))
}

fn every_item_once() -> Scenario {
    scenario(
        "every-item-once",
        "Three items and two workers: `f` is called once for each item.",
    )
    .run(|| plain(Job::map(3, 2)))
}

fn three_of_three() -> Scenario {
    scenario(
        "three-of-three",
        "Three items and three workers: each item is done once, whoever is first.",
    )
    .run(|| plain(Job::map(3, 3)))
}

/// More than anything between two threads may hold by accident.
const MANY: usize = 70;
/// The same for two workers, who have more schedules.
const SEVERAL: usize = 16;

fn many_items_one_worker() -> Scenario {
    scenario(
        "many-items-one-worker",
        "One worker and many items: no result has to wait for one that comes later.",
    )
    .run(|| plain(Job::map(MANY, 1)))
    .preemptions(0)
    .loom(false)
}

fn many_items_two_workers() -> Scenario {
    scenario(
        "many-items-two-workers",
        "Two workers and many items: no result has to wait for one that comes later.",
    )
    .run(|| plain(Job::map(SEVERAL, 2)))
    .preemptions(0)
    .loom(false)
}

fn called_again() -> Scenario {
    scenario(
        "called-again",
        "A second call knows nothing of the first one.",
    )
    .run(|| {
        plain(Job::map(2, 1));
        plain(Job::map(2, 1));
    })
}

fn called_twice_at_once() -> Scenario {
    scenario(
        "called-twice-at-once",
        "Two threads call `par_map` at the same time, each with an item of its own.",
    )
    .run(|| {
        let other = heddle::thread::spawn(|| Job::map(1, 1).check_among_others());
        Job::map(1, 1).check_among_others();
        if let Err(panic) = other.join() {
            heddle::panic::resume_unwind(panic);
        }
    })
    .loom(false)
}

fn called_by_f() -> Scenario {
    scenario("called-by-f", "`f` itself may call `par_map`.").run(|| {
        Job::map(1, 1).check(|_, _| Job::map(1, 1).check_among_others());
    })
}
