//! Three and four who wait at once, with a timeout or without: whoever leaves must leave nothing undone.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use grade::{Code, Scenario, check, scenario};
use heddle::thread;
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
        woken_behind_another(),
        line_behind_a_timeout(),
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

/// A semaphore with one permit: one thread may be inside.
struct Room {
    semaphore: Semaphore,
    /// A real one, and no step of the model.
    inside: AtomicUsize,
    /// Whether who is inside lets others run.
    lingers: bool,
}

impl Room {
    /// Who got a permit stays for a moment, and gives it back.
    fn stay(&self, leave: impl FnOnce() -> bool) -> bool {
        let others = self.inside.fetch_add(1, SeqCst);
        check!(
            others == 0,
            Code::AtomicityViolation,
            "Two threads are inside, and there is one permit."
        );
        if self.lingers {
            thread::yield_now();
        }
        self.inside.fetch_sub(1, SeqCst);
        leave()
    }

    fn release(&self) -> bool {
        self.semaphore.release().is_ok()
    }
}

fn hasty(room: &Room) -> bool {
    !room.semaphore.acquire_timeout(Duration::from_millis(5)) || room.stay(|| room.release())
}

fn patient(room: &Room) -> bool {
    room.semaphore.acquire();
    room.stay(|| room.release())
}

fn guarded(room: &Room) -> bool {
    let permit = room.semaphore.permit();
    room.stay(|| {
        drop(permit);
        true
    })
}

/// Starts these threads while the one permit is out; main is one of those who wait, and comes first. Then a
/// holder releases it, and all of them leave.
fn everybody_leaves(lingers: bool, mine: fn(&Room) -> bool, others: &[(&str, fn(&Room) -> bool)]) {
    let room = Arc::new(Room {
        semaphore: Semaphore::new(1),
        inside: AtomicUsize::new(0),
        lingers,
    });
    room.semaphore.acquire();
    let holder: (&str, fn(&Room) -> bool) = ("holder", Room::release);
    let threads: Vec<_> = others
        .iter()
        .chain([&holder])
        .map(|&(name, body)| {
            let room = Arc::clone(&room);
            start(name, move || body(&room))
        })
        .collect();
    let mut released = mine(&room);
    for thread in threads {
        released &= thread.join().expect("a thread that ends has not panicked");
    }
    check!(
        released,
        Code::WrongAnswer,
        "`release` returned Err(TooManyReleases) to a thread that had a permit."
    );
    let free = (room.semaphore.try_acquire(), room.semaphore.try_acquire());
    check!(
        free == (true, false),
        Code::WrongAnswer,
        "Everybody has left, and then two calls of `try_acquire` returned {free:?}."
    );
}

fn line_behind_a_timeout() -> Scenario {
    let about = "Whoever gives up first in a line lets the next one have the permit, not just any.";
    scenario("line-behind-a-timeout", about)
        .run(|| everybody_leaves(false, hasty, &[("patient", patient), ("last", patient)]))
        .preemptions(1)
        .loom(false)
}

fn comes_again() -> Scenario {
    let about = "A thread that waited with a timeout waits the next time as if nothing had been.";
    scenario("comes-again-after-a-timeout", about)
        .run(|| {
            let again: fn(&Room) -> bool = |room| hasty(room) & patient(room);
            everybody_leaves(true, again, &[("patient", patient)]);
        })
        .loom(false)
}

/// Told among the other scenarios about a `Permit`.
pub fn two_wait_for_a_permit() -> Scenario {
    let about = "Two threads wait for a `Permit`, one permit is released: they get it in turn.";
    scenario("two-wait-for-a-permit", about)
        .run(|| {
            everybody_leaves(false, guarded, &[("second", guarded)]);
        })
        .loom(false)
}
