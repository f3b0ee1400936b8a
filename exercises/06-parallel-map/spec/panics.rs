//! A panic of `f` comes through, and leaves nothing behind that still runs.

use std::sync::atomic::{AtomicBool, Ordering};

use grade::{Census, Code, Scenario, check, expected_panic, scenario};
use heddle::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::{at_once::meet, job::Job, watch::Inside};

pub fn scenarios() -> Vec<Scenario> {
    // loom cannot follow what a destructor does during a panic.
    [
        first_item_panics(),
        last_item_panics(),
        every_item_panics(),
        more_panics_than_workers(),
        chunk_panics(),
        panic_among_many(),
        called_after_a_panic(),
    ]
    .map(|scenario| scenario.loom(false))
    .into_iter()
    .chain([panic_is_seen()])
    .collect()
}

/// A call of which some items panic; each lingers before it does.
fn panicking(job: Job, bad: fn(usize) -> bool) {
    panicking_after(job, bad, |inside| inside.linger());
}

/// The same, with what a call does before.
fn panicking_after(job: Job, bad: fn(usize) -> bool, before: fn(&Inside<'_>)) {
    let (watch, census) = (job.watch(), Census::new());
    // A real one: it is no part of the scenario.
    let raised = AtomicBool::new(false);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let results = job.call(&watch, &census, |item, inside| {
            before(inside);
            if bad(item) {
                raised.store(true, Ordering::Relaxed);
                expected_panic();
            }
        });
        drop(results);
    }));
    let panicked = outcome.is_err();
    if let Err(panic) = outcome
        && !raised.load(Ordering::Relaxed)
    {
        // It is not `f` that has panicked.
        resume_unwind(panic);
    }
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
        "`f` panics for the last of two items: `par_map` waits for the others and panics.",
    )
    .run(|| panicking(Job::map(2, 2), |item| item == 1))
}

fn every_item_panics() -> Scenario {
    scenario(
        "every-item-panics",
        "`f` panics for both items at once: `par_map` panics, and the process lives on.",
    )
    .run(|| panicking(Job::map(2, 2), |_| true))
}

fn more_panics_than_workers() -> Scenario {
    scenario(
        "more-panics-than-workers",
        "`f` panics for each of three items: with two workers, nobody may be left for the last.",
    )
    .run(|| panicking(Job::map(3, 2), |_| true))
}

fn chunk_panics() -> Scenario {
    scenario(
        "a-chunk-panics",
        "`f` panics in the middle of a chunk: `par_map_chunked` panics.",
    )
    .run(|| panicking(Job::chunked(4, 2, 2), |item| item == 1))
}

fn called_after_a_panic() -> Scenario {
    scenario(
        "called-after-a-panic",
        "After a panic the next call works as if nothing had happened.",
    )
    .run(|| {
        panicking(Job::map(1, 2), |_| true);
        let promise = "After a panic in an earlier call, the second call of `f` does not begin before \
                       the first has returned. In this scenario each waits until both are under way.";
        meet(Job::map(2, 2), 2, promise);
    })
}

fn panic_among_many() -> Scenario {
    scenario(
        "panic-among-many",
        "`f` panics for one of many items: nobody is left who hands on what nobody takes any more.",
    )
    .run(|| panicking_after(Job::map(40, 2), |item| item == 3, |_| ()))
    .preemptions(0)
}

/// For loom: what tells the caller of a panic may be ordered too weakly.
fn panic_is_seen() -> Scenario {
    scenario(
        "panic-is-seen",
        "`f` panics on another thread, and the caller sees it whichever way it waits.",
    )
    .run(|| panicking_after(Job::map(2, 2), |item| item == 1, |_| ()))
}
