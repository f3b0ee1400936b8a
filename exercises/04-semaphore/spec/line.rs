//! Three and four who wait at once, with a timeout or without: whoever leaves must leave nothing undone.

use std::{sync::Arc, time::Duration};

use grade::{Code, Scenario, check, scenario};
use semaphore::Semaphore;

use crate::{
    calls::{
        Op::{Acquire, AcquireInLine, Release, SleepUntil, TryAcquire},
        start,
    },
    contract::Permits,
};

/// Longer than any check takes.
const LONG: u64 = 60_000;

pub fn scenarios() -> Vec<Scenario> {
    vec![
        two_releases_at_once(),
        three_wait(),
        hurried_and_patient(),
        two_hurried(),
        woken_behind_another(),
        line_behind_a_timeout(),
        two_permits_behind_a_timeout(),
        comes_again(),
    ]
}

fn two_releases_at_once() -> Scenario {
    scenario(
        "two-releases-at-once",
        "Two permits are released at once while one thread waits: it gets one, the other is free.",
    )
    .on(Permits::new(2))
    .before([Acquire, Acquire])
    .thread("sleeper", [Acquire])
    .thread("other", [Release])
    .main([Release])
    .after([TryAcquire, TryAcquire])
    .into()
}

fn three_wait() -> Scenario {
    let threads = scenario(
        "three-wait-three-releases",
        "Three threads wait, three permits are released: each thread gets one.",
    )
    .on(Permits::new(3))
    .before([Acquire, Acquire, Acquire])
    .thread("first", [Acquire])
    .thread("second", [Acquire])
    .thread("third", [Acquire])
    .main([Release, Release, Release])
    .loom(false);
    Scenario::from(threads).preemptions(1)
}

fn hurried_and_patient() -> Scenario {
    scenario(
        "hurried-and-patient",
        "Two permits come, for a thread that waits with a timeout and for one that waits without.",
    )
    .on(Permits::new(2))
    .before([Acquire, Acquire])
    .thread("hurried", [AcquireInLine(LONG)])
    .thread("patient", [Acquire])
    .main([Release, Release])
    .loom(false)
    .into()
}

fn two_hurried() -> Scenario {
    scenario(
        "two-hurried",
        "Two threads wait with a timeout for two permits: each takes one or leaves it there.",
    )
    .on(Permits::new(2))
    .before([Acquire, Acquire])
    .thread("first", [AcquireInLine(LONG)])
    .thread("second", [AcquireInLine(LONG)])
    .main([Release, Release])
    .after([Release, Release, TryAcquire])
    .loom(false)
    .into()
}

fn woken_behind_another() -> Scenario {
    let threads = scenario(
        "woken-behind-another",
        "A permit that goes to another one who waits does not begin a timeout anew.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("ahead", [AcquireInLine(150)])
    .thread("holder", [SleepUntil(96), Release])
    .main([AcquireInLine(100)])
    .loom(false);
    Scenario::from(threads).preemptions(1)
}

/// Acquires with a timeout, and gives back what it got.
fn hasty(semaphore: &Semaphore) -> bool {
    !semaphore.acquire_timeout(Duration::from_millis(5)) || semaphore.release().is_ok()
}

/// Acquires without one, and gives it back.
fn patient(semaphore: &Semaphore) -> bool {
    semaphore.acquire();
    semaphore.release().is_ok()
}

/// Starts these threads while all permits are out; then main releases all, and all of them leave.
fn everybody_leaves(permits: usize, threads: &[(&str, fn(&Semaphore) -> bool)]) {
    let semaphore = Arc::new(Semaphore::new(permits));
    (0..permits).for_each(|_| semaphore.acquire());
    let threads: Vec<_> = threads
        .iter()
        .map(|&(name, body)| {
            let semaphore = Arc::clone(&semaphore);
            start(name, move || body(&semaphore))
        })
        .collect();
    let mut released = (0..permits).all(|_| semaphore.release().is_ok());
    for thread in threads {
        released &= thread.join().expect("a thread that ends has not panicked");
    }
    check!(
        released,
        Code::WrongAnswer,
        "`release` returned Err(TooManyReleases) to a thread that had a permit."
    );
    let free = (0..=permits).filter(|_| semaphore.try_acquire()).count();
    check!(
        free == permits,
        Code::WrongAnswer,
        "Everybody has left, and of the {permits} permits `try_acquire` took {free}."
    );
}

fn line_behind_a_timeout() -> Scenario {
    let about = "Whoever gives up first in a line lets the next one have the permit, not just any.";
    scenario("line-behind-a-timeout", about)
        .run(|| {
            everybody_leaves(
                1,
                &[("hasty", hasty), ("patient", patient), ("last", patient)],
            );
        })
        .preemptions(1)
        .loom(false)
}

fn two_permits_behind_a_timeout() -> Scenario {
    let about = "Two permits come while a thread gives up: the two behind it get them.";
    scenario("two-permits-behind-a-timeout", about)
        .run(|| {
            everybody_leaves(
                2,
                &[("hasty", hasty), ("patient", patient), ("last", patient)],
            );
        })
        .preemptions(1)
        .loom(false)
}

fn comes_again() -> Scenario {
    let about = "A thread that gave up waits the next time as if nothing had been.";
    scenario("gave-up-and-comes-again", about)
        .run(|| {
            let again: fn(&Semaphore) -> bool = |semaphore| {
                if !semaphore.acquire_timeout(Duration::from_millis(5)) {
                    semaphore.acquire();
                }
                semaphore.release().is_ok()
            };
            everybody_leaves(1, &[("again", again), ("patient", patient)]);
        })
        .loom(false)
}

/// Told among the other scenarios about a `Permit`.
pub fn two_wait_for_a_permit() -> Scenario {
    let about = "Two threads wait for a `Permit`, one permit is released: they get it in turn.";
    scenario("two-wait-for-a-permit", about).run(|| {
        let guarded: fn(&Semaphore) -> bool = |semaphore| {
            drop(semaphore.permit());
            true
        };
        everybody_leaves(1, &[("first", guarded), ("second", guarded)]);
    })
}
