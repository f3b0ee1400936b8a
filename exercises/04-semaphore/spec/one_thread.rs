//! One thread: nothing can interleave, so a failure here is not yet about concurrency.

use grade::{Scenario, scenario};

use crate::{
    calls::Op::{Acquire, AcquireTimeout, Release, TryAcquire},
    contract::Permits,
};

/// Longer than any check takes: a call with this timeout is one that must not need it.
const LONG: u64 = 60_000;

pub fn scenarios() -> Vec<Scenario> {
    vec![
        permits_run_out(),
        permits_come_back(),
        timeout_not_needed(),
        too_many_releases(),
        no_permits(),
    ]
}

fn permits_run_out() -> Scenario {
    scenario(
        "permits-run-out",
        "Of two permits, two can be taken and no third; `try_acquire` never waits.",
    )
    .on(Permits::new(2))
    .main([TryAcquire, Acquire, TryAcquire, TryAcquire])
    .into()
}

fn permits_come_back() -> Scenario {
    scenario(
        "permits-come-back",
        "A permit that was released can be taken again.",
    )
    .on(Permits::new(2))
    .before([TryAcquire, TryAcquire, Release, Acquire, TryAcquire])
    .main([Release, Release, TryAcquire, Acquire, TryAcquire])
    .into()
}

fn timeout_not_needed() -> Scenario {
    scenario(
        "timeout-not-needed",
        "`acquire_timeout` takes a permit that is free, whatever the timeout.",
    )
    .on(Permits::new(2))
    .main([AcquireTimeout(LONG), AcquireTimeout(0), AcquireTimeout(0)])
    .loom(false)
    .into()
}

fn too_many_releases() -> Scenario {
    scenario(
        "too-many-releases",
        "A release with no permit out is refused, and makes no permit.",
    )
    .on(Permits::new(1))
    .before([Release, Acquire, Release, Release])
    .main([TryAcquire, TryAcquire, Release, Release])
    .into()
}

fn no_permits() -> Scenario {
    scenario(
        "no-permits",
        "Of no permits, none can be taken, and none given back.",
    )
    .on(Permits::new(0))
    .main([TryAcquire, AcquireTimeout(0), Release, TryAcquire])
    .loom(false)
    .into()
}
