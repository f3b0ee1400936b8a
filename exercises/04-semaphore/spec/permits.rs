//! Permits that give themselves back.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::SeqCst},
};

use grade::{Code, Rendezvous, Scenario, check, expected_panic, must_end, panics, scenario};
use heddle::{
    sync::atomic::{AtomicU32 as ModelU32, Ordering::Relaxed},
    thread,
};
use semaphore::{Semaphore, TooManyReleases};

use crate::{calls::start, line::two_wait_for_a_permit};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        permit_comes_back(),
        permits_held_together(),
        dropped_permit_wakes(),
        permit_excludes(),
        permit_carries_the_work(),
        permit_and_panic(),
        panic_wakes(),
        two_wait_for_a_permit(),
    ]
}

fn permit_comes_back() -> Scenario {
    let about = "A `Permit` is one permit while it lives, and none when it is dropped.";
    scenario("permit-comes-back", about).run(|| {
        let semaphore = Semaphore::new(2);
        let permit = semaphore.permit();
        let second = must_end(
            Code::Serialised,
            "`try_acquire` does not return while somebody holds a `Permit`.",
            || semaphore.try_acquire(),
        );
        let third = semaphore.try_acquire();
        check!(
            (second, third) == (true, false),
            Code::WrongAnswer,
            "Of two permits one was held as a `Permit`. Then `try_acquire` returned {second}, and the \
             next time {third}; it should be true, then false."
        );
        drop(permit);
        let again = (semaphore.try_acquire(), semaphore.try_acquire());
        check!(
            again == (true, false),
            Code::WrongAnswer,
            "A `Permit` was dropped. Then `try_acquire` returned {}, and the next time {}; it should \
             be true, then false.",
            again.0,
            again.1
        );
        let released = [(); 3].map(|()| semaphore.release());
        check!(
            released == [Ok(()), Ok(()), Err(TooManyReleases)],
            Code::WrongAnswer,
            "Two permits were out, and the `Permit` had been given back before; three calls of \
             `release` returned {released:?}."
        );
    })
}

fn permits_held_together() -> Scenario {
    let about = "As many threads as there are permits can hold a `Permit` at the same time.";
    scenario("permits-held-together", about).run(|| {
        let shared = Arc::new((Semaphore::new(2), Rendezvous::new(2)));
        let inside = |(semaphore, meeting): &(Semaphore, Rendezvous)| {
            let _permit = semaphore.permit();
            must_end(
                Code::Serialised,
                "There are two permits, but only one thread gets a `Permit`: it waits with it for a \
                 second one, in vain.",
                || meeting.meet(),
            );
        };
        let other = {
            let shared = Arc::clone(&shared);
            start("other", move || inside(&shared))
        };
        inside(&shared);
        other.join().expect("a thread that ends has not panicked");
    })
}

fn dropped_permit_wakes() -> Scenario {
    let about = "To drop a `Permit` wakes a thread that waits, as `release` does.";
    scenario("dropped-permit-wakes", about).run(|| {
        let semaphore = Arc::new(Semaphore::new(1));
        let permit = semaphore.permit();
        let waiting = {
            let semaphore = Arc::clone(&semaphore);
            start("waiting", move || {
                semaphore.acquire();
                semaphore.release()
            })
        };
        drop(permit);
        let released = waiting.join().expect("a thread that ends has not panicked");
        check!(
            released.is_ok(),
            Code::WrongAnswer,
            "A thread that had the permit called `release`, and it returned {released:?}."
        );
    })
}

fn permit_excludes() -> Scenario {
    let about = "Never do more threads hold a `Permit` than there are permits.";
    scenario("never-more-than-one-permit", about).run(|| {
        // The count is real, and no step of the model: it can be neither late nor in the way.
        let shared = Arc::new((Semaphore::new(1), AtomicU32::new(0)));
        let inside = |(semaphore, count): &(Semaphore, AtomicU32)| {
            let permit = semaphore.permit();
            let others = count.fetch_add(1, SeqCst);
            check!(
                others == 0,
                Code::AtomicityViolation,
                "`permit` returned while another thread held the one permit that there is."
            );
            thread::yield_now();
            count.fetch_sub(1, SeqCst);
            drop(permit);
        };
        let other = {
            let shared = Arc::clone(&shared);
            start("other", move || inside(&shared))
        };
        inside(&shared);
        other.join().expect("a thread that ends has not panicked");
    })
}

/// The same for a `Permit` as `acquire-sees-the-work` is for `acquire` and `release`: both ends of it may
/// be made of other code.
fn permit_carries_the_work() -> Scenario {
    let about = "What a thread wrote while it held a `Permit` can be read by who gets it next.";
    scenario("permit-sees-the-work", about).run(|| {
        let shared = Arc::new((Semaphore::new(1), ModelU32::new(0)));
        let count = |(semaphore, count): &(Semaphore, ModelU32)| {
            let permit = semaphore.permit();
            // Relaxed, and two steps: it is the permit that has to keep them together.
            let before = count.load(Relaxed);
            count.store(before + 1, Relaxed);
            drop(permit);
        };
        let other = {
            let shared = Arc::clone(&shared);
            start("other", move || count(&shared))
        };
        count(&shared);
        other.join().expect("a thread that ends has not panicked");
        let seen = shared.1.load(Relaxed);
        check!(
            seen == 2,
            Code::MemoryOrdering,
            "Two threads counted, one after the other, each with the one `Permit` in its hands. The \
             second one did not see what the first one wrote: the count is {seen}, not 2."
        );
    })
}

fn permit_and_panic() -> Scenario {
    let about = "A panic past a `Permit` gives it back, and the semaphore works on.";
    scenario("panic-gives-back", about)
        .run(|| {
            let semaphore = Semaphore::new(1);
            let panicked = panics(|| {
                let _permit = semaphore.permit();
                expected_panic();
            });
            let again = (semaphore.try_acquire(), semaphore.try_acquire());
            check!(
                panicked && again == (true, false),
                Code::WrongAnswer,
                "A thread panicked with the one permit held as a `Permit`. Then `try_acquire` returned \
                 {}, and the next time {}; it should be true, then false.",
                again.0,
                again.1
            );
        })
        .loom(false)
}

fn panic_wakes() -> Scenario {
    let about = "A thread that waits gets the permit of a thread that panics.";
    scenario("panic-wakes", about)
        .run(|| {
            let semaphore = Arc::new(Semaphore::new(1));
            let waiting = {
                let semaphore = Arc::clone(&semaphore);
                start("waiting", move || drop(semaphore.permit()))
            };
            let panicked = panics(|| {
                let _permit = semaphore.permit();
                expected_panic();
            });
            waiting.join().expect("a thread that ends has not panicked");
            check!(
                panicked && semaphore.try_acquire(),
                Code::WrongAnswer,
                "Everybody has left, one of them by a panic, and the permit is not free."
            );
        })
        .loom(false)
}
