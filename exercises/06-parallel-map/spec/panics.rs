//! A panic of `f` comes through, and leaves nothing behind that still runs.

use grade::{Census, Code, Scenario, check, expected_panic, panics, scenario};

use crate::job::Job;

pub fn scenarios() -> Vec<Scenario> {
    vec![
        first_item_panics(),
        last_item_panics(),
        every_item_panics(),
        chunk_panics(),
        one_worker_panics(),
        called_after_a_panic(),
    ]
}

/// A call of which some items panic.
fn panicking(job: Job, bad: fn(usize) -> bool) {
    let (watch, census) = (job.watch(), Census::new());
    let panicked = panics(|| {
        let results = job.call(&watch, &census, |item, inside| {
            inside.linger();
            if bad(item) {
                expected_panic();
            }
        });
        drop(results);
    });
    let name = job.name();
    check!(
        panicked,
        Code::Panic,
        "`f` panicked, but `{name}` returned as if nothing had happened."
    );
    watch.check_all_over(name);
}

fn first_item_panics() -> Scenario {
    scenario(
        "first-item-panics",
        "`f` panics for the first of three items: `par_map` waits for the others and panics.",
    )
    .run(|| panicking(Job::map(3, 2), |item| item == 0))
}

fn last_item_panics() -> Scenario {
    scenario(
        "last-item-panics",
        "`f` panics for the last of three items: `par_map` waits for the others and panics.",
    )
    .run(|| panicking(Job::map(3, 2), |item| item == 2))
}

fn every_item_panics() -> Scenario {
    scenario(
        "every-item-panics",
        "`f` panics for both items at once: `par_map` panics, and the process lives on.",
    )
    .run(|| panicking(Job::map(2, 2), |_| true))
}

fn chunk_panics() -> Scenario {
    scenario(
        "a-chunk-panics",
        "`f` panics in the middle of a chunk: `par_map_chunked` panics.",
    )
    .run(|| panicking(Job::chunked(4, 2, 2), |item| item == 1))
}

fn one_worker_panics() -> Scenario {
    scenario(
        "one-worker-panics",
        "With one worker a panic comes through as well.",
    )
    .run(|| panicking(Job::map(2, 1), |item| item == 0))
}

fn called_after_a_panic() -> Scenario {
    scenario(
        "called-after-a-panic",
        "After a panic the next call works as if nothing had happened.",
    )
    .run(|| {
        panicking(Job::map(1, 2), |_| true);
        Job::map(2, 1).check(|_, _| ());
    })
}
