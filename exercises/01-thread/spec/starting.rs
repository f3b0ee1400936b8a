//! Several threads that start it, or join it while it is started.

use std::sync::Arc;

use custom_thread::JoinError;
use grade::{Code, Scenario, check, must_end, scenario};
use heddle::thread::spawn;

use crate::{
    job::{Bell, Shared, Tally, beside, thread},
    joining::{check_joined, ending_thread},
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        join_beside_start(),
        two_starts(),
        the_loser_does_not_wait().loom(false),
    ]
}

fn join_beside_start() -> Scenario {
    let about = "A `join` that comes about when `start` does is too early, or waits for the end.";
    scenario("join-beside-start", about).run(|| {
        let (thread, ended) = ending_thread();
        let other = {
            let (thread, ended) = (Arc::clone(&thread), ended.clone());
            spawn(move || match thread.join() {
                Err(JoinError::NotStarted) => (),
                joined => check_joined(joined, &ended),
            })
        };
        let started = thread.start();
        check!(
            started.is_ok(),
            Code::WrongAnswer,
            "The only `start()` returned {started:?}."
        );
        check_joined(thread.join(), &ended);
        other.join().expect("`join` does not panic");
    })
}

fn two_starts() -> Scenario {
    let about = "Two threads call `start` at once: one is told Ok, and `run` is called once.";
    scenario("two-starts", about).run(|| {
        let ran = Tally::default();
        let thread = {
            let ran = ran.clone();
            thread(move || ran.add())
        };
        let other = {
            let thread = Arc::clone(&thread);
            spawn(move || thread.start())
        };
        let mine = thread.start();
        let other = other.join().expect("`start` does not panic");
        check!(
            mine.is_ok() != other.is_ok(),
            Code::AtomicityViolation,
            "Two `start()` at once returned {mine:?} and {other:?}; one of them should be Ok."
        );
        let joined = thread.join();
        let ran = ran.count();
        check!(
            joined.is_ok() && ran == 1,
            Code::AtomicityViolation,
            "After two `start()` at once, `join()` returned {joined:?} and `run` was called {ran} \
             times."
        );
    })
}

fn the_loser_does_not_wait() -> Scenario {
    let about = "Two threads call `start`, and neither call waits for the end of `run`.";
    scenario("the-loser-does-not-wait", about).run(|| {
        let go_on = Bell::default();
        let thread = {
            let go_on = go_on.clone();
            thread(move || go_on.wait())
        };
        let message = "`run` goes on until both have called `start`, and one of these calls waits for \
                       its end.";
        let start = move |thread: &Shared<()>| must_end(Code::Serialised, message, || thread.start());
        let other = beside(&thread, start);
        let mine = start(&thread);
        let other = other.join().expect("`start` does not panic");
        check!(
            mine.is_ok() != other.is_ok(),
            Code::AtomicityViolation,
            "Two `start()` at once returned {mine:?} and {other:?}; one of them should be Ok."
        );
        go_on.ring();
    })
}
