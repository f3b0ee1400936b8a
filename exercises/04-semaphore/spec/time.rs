//! Waiting for a while: how `acquire_timeout` is timed, and the scenarios about it.
//!
//! Time is a choice of the search, so most scenarios accept `false` whenever no permit was free at
//! some moment of the call. That it comes too early, or that the call waited for too long, can always be
//! told. That it comes although a permit was there nearly all the time can be told where nobody else's
//! timeout moves the clock.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant as Moment},
};

use grade::{Code, Rendezvous, Scenario, Timed, check, must_end, scenario};
use heddle::{thread, time::Instant};
use semaphore::Semaphore;

use crate::{
    calls::{
        Op::{Acquire, AcquireTimeout, AcquireWithin, Release, SleepUntil, TryAcquire},
        start,
    },
    contract::Permits,
};

/// When things happened in one execution.
pub struct Clock {
    began: Instant,
    /// Since when a permit has been free that nobody began to take.
    free_since: Mutex<Option<Moment>>,
}

impl Clock {
    pub fn start() -> Self {
        Clock {
            began: Instant::now(),
            free_since: Mutex::default(),
        }
    }

    fn free_since(&self) -> MutexGuard<'_, Option<Moment>> {
        self.free_since
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// A call begins that may take a permit.
    pub fn somebody_takes(&self) {
        *self.free_since() = None;
    }

    /// A release returned.
    pub fn permit_is_free(&self) {
        let now = grade::time();
        *self.free_since() = Some(now);
    }

    /// Sleeps until that time.
    pub fn sleep_until(&self, millis: u64) {
        let until = Duration::from_millis(millis);
        thread::sleep(until.saturating_sub(self.began.elapsed()));
    }

    /// `acquire_timeout`, which must give up neither before its time nor long after; where it is `alone`
    /// with its timeout, nor beside a free permit.
    pub fn in_time(&self, semaphore: &Semaphore, millis: u64, alone: bool) -> bool {
        let timeout = Duration::from_millis(millis);
        let call = Timed {
            name: "acquire_timeout",
            timeout,
            gave_up: "false",
        };
        let free = || (*self.free_since()).map(|since| ("A permit was free", since));
        call.call(
            |took| !took,
            || if alone { free() } else { None },
            || semaphore.acquire_timeout(timeout),
        )
    }
}

pub const RELEASE_RETURNS: &str = "`release` waits as long as another thread is in `acquire_timeout`: \
     the permit cannot come back in time.";

/// A call that no thread with a long timeout may hold up. In a model that cannot be told: there a
/// timeout may be over at any moment, and a thread that stands still has a diagnosis of its own.
pub fn returns_soon<R>(otherwise: &'static str, call: impl FnOnce() -> R) -> R {
    if grade::in_a_model() {
        call()
    } else {
        must_end(Code::Serialised, otherwise, call)
    }
}

pub fn scenarios() -> Vec<Scenario> {
    vec![
        timeout_is_kept(),
        fractions_count(),
        woken_by_release(),
        woken_for_nothing(),
        timeout_hands_on(),
        timeout_beside_acquire(),
        try_beside_timeout(),
    ]
}

fn timeout_is_kept() -> Scenario {
    scenario(
        "timeout-is-kept",
        "With no permit free, `acquire_timeout` returns false, not before its time, and takes nothing.",
    )
    .on(Permits::new(1))
    .main([
        Acquire,
        AcquireTimeout(20),
        Release,
        AcquireTimeout(20),
        Release,
        TryAcquire,
    ])
    .loom(false)
    .into()
}

fn fractions_count() -> Scenario {
    let about =
        "A timeout of one and a half milliseconds is longer than one; each call has its own.";
    scenario("fractions-count", about)
        .run(|| {
            let semaphore = Semaphore::new(1);
            semaphore.acquire();
            let timeout = Duration::from_micros(1_500);
            for _ in 0..2 {
                let start = Instant::now();
                let took = semaphore.acquire_timeout(timeout);
                let waited = start.elapsed();
                check!(
                    !took,
                    Code::WrongAnswer,
                    "The one permit was taken twice by one thread."
                );
                check!(
                    waited >= timeout,
                    Code::EarlyReturn,
                    "`acquire_timeout({timeout:?})` gave up after {waited:?}, before its time."
                );
            }
        })
        .loom(false)
}

fn woken_by_release() -> Scenario {
    scenario(
        "permit-comes-in-time",
        "`acquire_timeout` takes a permit that comes while it waits, or leaves it there.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("holder", [Release])
    .main([AcquireWithin(60_000)])
    .after([TryAcquire, Release, Release])
    .loom(false)
    .into()
}

fn woken_for_nothing() -> Scenario {
    scenario(
        "woken-for-nothing",
        "Being woken without a permit neither ends the time of `acquire_timeout` nor begins it anew.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("holder", [SleepUntil(96), Release, TryAcquire])
    .main([AcquireWithin(100)])
    .loom(false)
    .into()
}

/// Moves the clock of a model without a step, so without letting anybody go first: virtual time passes
/// whenever somebody looks. On real threads time passes by itself.
fn let_time_pass(duration: Duration) {
    let start = Instant::now();
    while grade::in_a_model() && start.elapsed() < duration {}
}

fn timeout_hands_on() -> Scenario {
    let about = "An `acquire_timeout` that gives up takes nobody else's wake-up with it.";
    scenario("timeout-hands-on", about)
        .run(|| {
            let semaphore = Arc::new(Semaphore::new(1));
            semaphore.acquire();
            let hasty = {
                let semaphore = Arc::clone(&semaphore);
                start("hasty", move || {
                    !semaphore.acquire_timeout(Duration::from_millis(5))
                        || semaphore.release().is_ok()
                })
            };
            let patient = {
                let semaphore = Arc::clone(&semaphore);
                start("patient", move || {
                    semaphore.acquire();
                    semaphore.release().is_ok()
                })
            };
            // So that the hasty thread's time can be over at the moment at which it is woken.
            let_time_pass(Duration::from_millis(10));
            let released = semaphore.release().is_ok();
            let hasty = hasty.join().expect("a thread that ends has not panicked");
            let patient = patient.join().expect("a thread that ends has not panicked");
            check!(
                released && hasty && patient,
                Code::WrongAnswer,
                "`release` returned Err(TooManyReleases) to a thread that had a permit."
            );
            let free = (semaphore.try_acquire(), semaphore.try_acquire());
            check!(
                free == (true, false),
                Code::WrongAnswer,
                "The one permit was given back, and then two calls of `try_acquire` returned {free:?}."
            );
        })
        .loom(false)
}

/// In a model, a timeout can be over at any moment, and a call that waits for it ends. On real threads
/// it does not end soon enough.
fn try_beside_timeout() -> Scenario {
    let about = "`try_acquire` returns at once although another thread waits in `acquire_timeout`.";
    scenario("try-beside-timeout", about)
        .run(|| {
            let both = Arc::new((Semaphore::new(1), Rendezvous::new(2)));
            both.0.acquire();
            let waiter = {
                let both = Arc::clone(&both);
                start("waiter", move || {
                    let (semaphore, begin) = &*both;
                    begin.meet();
                    semaphore.acquire_timeout(Duration::from_secs(60))
                })
            };
            let (semaphore, begin) = &*both;
            begin.meet();
            let began = Instant::now();
            loop {
                let took = returns_soon(
                    "`try_acquire` waits as long as another thread is in `acquire_timeout`.",
                    || semaphore.try_acquire(),
                );
                check!(
                    !took,
                    Code::AtomicityViolation,
                    "The one permit was taken twice."
                );
                // On real threads the waiter gets this time to begin to wait.
                if grade::in_a_model() || began.elapsed() > Duration::from_millis(10) {
                    break;
                }
                thread::yield_now();
            }
            let released = returns_soon(RELEASE_RETURNS, || semaphore.release()).is_ok();
            waiter.join().expect("a thread that ends has not panicked");
            check!(
                released,
                Code::WrongAnswer,
                "A permit was out, and it could not be given back."
            );
        })
        .loom(false)
}

fn timeout_beside_acquire() -> Scenario {
    scenario(
        "timeout-beside-acquire",
        "`acquire_timeout` gives up in time although another thread waits without a timeout.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("patient", [Acquire])
    .main([AcquireTimeout(5), Release])
    .loom(false)
    .into()
}
