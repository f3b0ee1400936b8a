//! Several threads: who gets in, who waits, and who is woken.

use std::sync::Arc;

use grade::{Code, Rendezvous, Scenario, check, must_end, scenario};
use heddle::{
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    thread,
};
use semaphore::Semaphore;

use crate::{
    calls::{
        Op::{Acquire, Release, TryAcquire},
        start,
    },
    contract::Permits,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        given_back_by_another(),
        many_permits(),
        acquire_waits(),
        both_inside(),
        one_permit_two_tries(),
        two_permits_two_tries(),
        failed_try_takes_nothing(),
        one_release_too_many(),
        refused_release_is_no_permit(),
        woken_and_too_late(),
        turns(),
        two_wait(),
        waits_again(),
        two_semaphores(),
        try_does_not_wait(),
        release_hands_over("acquire-sees-the-work", Semaphore::acquire),
        release_hands_over("try-acquire-sees-the-work", |semaphore| {
            while !semaphore.try_acquire() {
                thread::yield_now();
            }
        }),
    ]
}

fn given_back_by_another() -> Scenario {
    scenario(
        "given-back-by-another",
        "A permit belongs to nobody: another thread may give it back.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("other", [Release])
    .main([])
    .after([TryAcquire, Release])
    .into()
}

/// A model has few of them: with a thread that hands them out, each call is several steps.
fn many_permits() -> Scenario {
    let about = "There may be hundreds of permits, and all of them can be taken.";
    scenario("many-permits", about)
        .run(|| {
            let many = if grade::in_a_model() { 3 } else { 300 };
            let semaphore = Semaphore::new(many);
            let taken = (0..=many).filter(|_| semaphore.try_acquire()).count();
            check!(
                taken == many,
                Code::WrongAnswer,
                "Of {many} permits, {taken} could be taken with `try_acquire`."
            );
            let released = (0..=many).filter(|_| semaphore.release().is_ok()).count();
            check!(
                released == many,
                Code::WrongAnswer,
                "{many} permits were out, and {released} releases were accepted."
            );
        })
        .loom(false)
}

fn acquire_waits() -> Scenario {
    scenario(
        "acquire-waits",
        "`acquire` waits while no permit is free, and no longer.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("next", [Acquire, Release])
    .main([Release])
    .after([TryAcquire, TryAcquire])
    .into()
}

fn both_inside() -> Scenario {
    let about = "With two permits, two threads can be inside at the same time.";
    scenario("both-inside", about).run(|| {
        let shared = Arc::new((Semaphore::new(2), Rendezvous::new(2)));
        let inside = |(semaphore, meeting): &(Semaphore, Rendezvous)| {
            semaphore.acquire();
            must_end(
                Code::Serialised,
                "There are two permits, but only one thread gets in: it waits inside for a second \
                 one, in vain.",
                || meeting.meet(),
            );
            semaphore.release()
        };
        let other = {
            let shared = Arc::clone(&shared);
            start("other", move || inside(&shared))
        };
        let mine = inside(&shared);
        let other = other.join().expect("a thread that ends has not panicked");
        check!(
            mine.is_ok() && other.is_ok(),
            Code::AtomicityViolation,
            "Two threads that had a permit each called `release`; it returned {mine:?} and {other:?}."
        );
    })
}

fn one_permit_two_tries() -> Scenario {
    scenario(
        "one-permit-two-tries",
        "Two threads try for one permit: one gets it.",
    )
    .on(Permits::new(1))
    .thread("other", [TryAcquire])
    .main([TryAcquire])
    .after([Release, Release, TryAcquire])
    .into()
}

fn two_permits_two_tries() -> Scenario {
    scenario(
        "two-permits-two-tries",
        "Two threads try for two permits: both get one, however close they come to each other.",
    )
    .on(Permits::new(2))
    .thread("other", [TryAcquire])
    .main([TryAcquire])
    .after([TryAcquire])
    .into()
}

fn failed_try_takes_nothing() -> Scenario {
    scenario(
        "failed-try-takes-nothing",
        "A `try_acquire` that returns false takes nothing, not even for a moment.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("hasty", [TryAcquire])
    .main([Release, TryAcquire])
    .after([Release, Release])
    .into()
}

fn one_release_too_many() -> Scenario {
    scenario(
        "two-releases-one-permit-out",
        "Of two releases with one permit out, one is refused.",
    )
    .on(Permits::new(2))
    .before([Acquire])
    .thread("other", [Release])
    .main([Release])
    .after([TryAcquire, TryAcquire, TryAcquire])
    .into()
}

fn refused_release_is_no_permit() -> Scenario {
    scenario(
        "refused-release-is-no-permit",
        "A release that is refused makes no permit, not even for a moment.",
    )
    .on(Permits::new(1))
    .thread("other", [Release])
    .main([TryAcquire, TryAcquire])
    .into()
}

fn woken_and_too_late() -> Scenario {
    let about =
        "A thread that is woken, and finds the permit gone again, is woken the next time too.";
    scenario("woken-and-too-late", about).run(|| {
        let semaphore = Arc::new(Semaphore::new(1));
        semaphore.acquire();
        let waiting = {
            let semaphore = Arc::clone(&semaphore);
            start("waiting", move || semaphore.acquire())
        };
        let first = semaphore.release();
        let again = semaphore.try_acquire();
        let second = if again { semaphore.release() } else { Ok(()) };
        waiting.join().expect("a thread that ends has not panicked");
        check!(
            first.is_ok() && second.is_ok(),
            Code::AtomicityViolation,
            "A thread that had the permit called `release`, and it returned Err(TooManyReleases)."
        );
        check!(
            !semaphore.try_acquire(),
            Code::AtomicityViolation,
            "The other thread has the one permit, and `try_acquire` returned true."
        );
    })
}

fn turns() -> Scenario {
    scenario(
        "one-permit-three-threads",
        "Each of three threads gets the one permit in its turn.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("second", [Acquire, Release])
    .thread("third", [Acquire, Release])
    .main([Release])
    .into()
}

fn two_wait() -> Scenario {
    scenario(
        "two-wait-two-releases",
        "Two threads wait, two permits are released: each thread gets one.",
    )
    .on(Permits::new(2))
    .before([Acquire, Acquire])
    .thread("third", [Acquire])
    .thread("fourth", [Acquire])
    .main([Release, Release])
    .into()
}

fn waits_again() -> Scenario {
    scenario(
        "waits-again",
        "A thread that has waited once waits the next time too.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("other", [Acquire, Release, Acquire, Release])
    .main([Release, Acquire, Release])
    .loom(false)
    .into()
}

fn two_semaphores() -> Scenario {
    let about = "Two semaphores know nothing of each other: each has its own permits, and its own who wait.";
    scenario("two-semaphores", about).run(|| {
        let both = Arc::new([Semaphore::new(1), Semaphore::new(1)]);
        let taken = both.each_ref().map(Semaphore::try_acquire);
        check!(
            taken == [true, true],
            Code::WrongAnswer,
            "There are two semaphores, each with one permit, and `try_acquire` of the one and of the \
             other returned {taken:?}."
        );
        let waiting = [("first", 0), ("second", 1)].map(|(name, which)| {
            let both = Arc::clone(&both);
            start(name, move || both[which].acquire())
        });
        let released = both.each_ref().map(|semaphore| semaphore.release().is_ok());
        for thread in waiting {
            thread.join().expect("a thread that ends has not panicked");
        }
        check!(
            released == [true, true],
            Code::WrongAnswer,
            "Of each of two semaphores the permit was out, and it could not be given back."
        );
    })
}

fn try_does_not_wait() -> Scenario {
    scenario(
        "try-beside-acquire",
        "`try_acquire` returns although another thread waits for a permit.",
    )
    .on(Permits::new(1))
    .before([Acquire])
    .thread("patient", [Acquire])
    .main([TryAcquire, Release])
    .into()
}

fn release_hands_over(name: &'static str, get_in: fn(&Semaphore)) -> Scenario {
    let about = "What a thread wrote before its `release` can be read by the next one inside.";
    scenario(name, about).run(move || {
        let shared = Arc::new((Semaphore::new(1), AtomicU32::new(0)));
        shared.0.acquire();
        let holder = {
            let shared = Arc::clone(&shared);
            start("holder", move || {
                let (semaphore, result) = &*shared;
                // Relaxed on both sides: it is the semaphore that has to order the write and the read.
                result.store(42, Relaxed);
                semaphore.release()
            })
        };
        let (semaphore, result) = &*shared;
        get_in(semaphore);
        let seen = result.load(Relaxed);
        check!(
            seen == 42,
            Code::MemoryOrdering,
            "A thread got the permit, but what the thread before it wrote is not there yet: it read \
             {seen}, not 42."
        );
        let released = holder.join().expect("a thread that ends has not panicked");
        check!(
            released.is_ok(),
            Code::WrongAnswer,
            "One permit was out, and `release` returned {released:?}."
        );
    })
}
