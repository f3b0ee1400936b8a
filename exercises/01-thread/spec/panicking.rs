//! A panic in `run` is told to those who join, and stays away from everyone else.

use custom_thread::{AlreadyStarted, JoinError};
use grade::{Code, Scenario, check, expected_panic, must_end, scenario};

use crate::job::{Shared, Tally, beside, thread};

/// loom cannot judge a panic while a lock is held, which is one of the mistakes here. Those who make it
/// fail before loom is asked.
pub fn scenarios() -> Vec<Scenario> {
    vec![
        a_panic_is_told().loom(false),
        a_panic_reaches_each_joiner().loom(false),
        a_panic_reaches_three_joiners().loom(false).preemptions(0),
        a_panic_stays_inside().loom(false),
        written_before_a_panic(),
        written_before_a_panic_for_two(),
    ]
}

fn panicking_thread() -> Shared<u32> {
    thread(|| expected_panic())
}

/// Joins a thread that panics.
pub fn check_told(thread: &Shared<u32>, which: &str) {
    let message = "`run` has panicked, and `join` waits for ever. A panic is an end, too, and \
                   nothing that stands behind the call of `run` was done.";
    let joined = must_end(Code::Panic, message, || thread.join());
    check!(
        joined == Err(JoinError::Panicked),
        Code::WrongAnswer,
        "`run` panicked, and {which} `join()` returned {joined:?}, not Err(Panicked)."
    );
}

fn a_panic_is_told() -> Scenario {
    let about = "`join` says Panicked when `run` has panicked, each time it is asked.";
    scenario("a-panic-is-told", about).run(|| {
        let thread = panicking_thread();
        let _ = thread.start();
        check_told(&thread, "the first");
        check_told(&thread, "the second");
        let (alive, output, started) = (thread.is_alive(), thread.take(), thread.start());
        check!(
            !alive && output.is_none() && started == Err(AlreadyStarted),
            Code::WrongAnswer,
            "After a panic in `run` and a `join()`, `is_alive()` returned {alive}, `take()` returned \
             {output:?} and `start()` returned {started:?}. They should return false, None and \
             Err(AlreadyStarted)."
        );
        check_told(&thread, "the third");
    })
}

fn a_panic_reaches_each_joiner() -> Scenario {
    let about = "Two threads join at the same time, and each is told Panicked.";
    scenario("a-panic-reaches-each-joiner", about).run(|| {
        let thread = panicking_thread();
        let _ = thread.start();
        let other = beside(&thread, |thread| check_told(thread, "one of two"));
        check_told(&thread, "one of two");
        other.join().expect("`join` does not panic");
    })
}

fn a_panic_reaches_three_joiners() -> Scenario {
    let about = "Three threads join at the same time, and each is told Panicked.";
    scenario("a-panic-reaches-three-joiners", about).run(|| {
        let thread = panicking_thread();
        let _ = thread.start();
        let others = [(); 2].map(|()| beside(&thread, |thread| check_told(thread, "one of three")));
        check_told(&thread, "one of three");
        for other in others {
            other.join().expect("`join` does not panic");
        }
    })
}

/// A thread that notes something and panics, and the note.
fn noting_thread() -> (Shared<u32>, Tally) {
    let note = Tally::default();
    let thread = {
        let note = note.clone();
        thread(move || {
            note.add();
            expected_panic()
        })
    };
    (thread, note)
}

/// Joins a thread that has noted something before it panicked.
fn check_told_and_noted(thread: &Shared<u32>, note: &Tally) {
    check_told(thread, "a");
    check!(
        note.count() == 1,
        Code::EarlyReturn,
        "`join()` returned Err(Panicked), but what `run` wrote before its panic is not there."
    );
}

fn written_before_a_panic() -> Scenario {
    let about = "A `join` that says Panicked comes after all that `run` wrote before its panic.";
    scenario("written-before-a-panic", about).run(|| {
        let (thread, note) = noting_thread();
        let _ = thread.start();
        check_told_and_noted(&thread, &note);
    })
}

fn written_before_a_panic_for_two() -> Scenario {
    let about = "The same for two threads that join at once.";
    scenario("written-before-a-panic-for-two", about).run(|| {
        let (thread, note) = noting_thread();
        let _ = thread.start();
        let other = {
            let note = note.clone();
            beside(&thread, move |thread| check_told_and_noted(thread, &note))
        };
        check_told_and_noted(&thread, &note);
        other.join().expect("`join` does not panic");
    })
}

fn a_panic_stays_inside() -> Scenario {
    let about = "A panic in one thread is nothing to another.";
    scenario("a-panic-stays-inside", about).run(|| {
        let (bad, good) = (panicking_thread(), thread(|| 7));
        let bad = (bad.start(), bad.join()).1;
        let good = (good.start(), good.join(), good.take());
        check!(
            bad == Err(JoinError::Panicked) && good == (Ok(()), Ok(()), Some(7)),
            Code::WrongAnswer,
            "`run` of one thread panicked: `join()` returned {bad:?}. `run` of the next one returned 7: \
             `start()`, `join()` and `take()` returned {good:?}."
        );
    })
}
