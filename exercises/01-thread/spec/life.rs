//! Before the start: a new thread rests, and has a name.

use custom_thread::JoinError;
use grade::{Code, Scenario, check, must_end, scenario};
use heddle::thread::spawn;

use crate::{
    job::{Tally, named, thread},
    looking,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        new_threads_rest(),
        looking::before_the_start(),
        names(),
        empty_name(),
        names_of_all_time(),
        names_at_once(),
    ]
}

fn new_threads_rest() -> Scenario {
    let about = "A new thread is not alive, has no output, and cannot be joined yet.";
    scenario("new-threads-rest", about).run(|| {
        let ran = Tally::default();
        let thread = {
            let ran = ran.clone();
            thread(move || ran.add())
        };
        let alive = thread.is_alive();
        check!(
            !alive,
            Code::WrongAnswer,
            "`is_alive()` said true before `start`."
        );
        let message = "`join()` before `start` waits, and nobody is going to start the thread. It \
                       should say NotStarted.";
        let joined = must_end(Code::WrongAnswer, message, || thread.join());
        check!(
            joined == Err(JoinError::NotStarted),
            Code::WrongAnswer,
            "`join()` before `start` returned {joined:?}, not Err(NotStarted)."
        );
        let output = thread.take();
        check!(
            output.is_none(),
            Code::WrongAnswer,
            "`take()` before `start` returned {output:?}, not None."
        );
        drop(thread);
        let ran = ran.count();
        check!(
            ran == 0,
            Code::WrongAnswer,
            "Nobody called `start`, and `run` was called."
        );
    })
}

fn names() -> Scenario {
    let about = "A given name is kept; without one a thread is called `Thread-N`, each another N.";
    scenario("names", about).run(|| {
        let given = named(Some("spider"), || ());
        let name = given.name();
        check!(
            name == "spider",
            Code::WrongAnswer,
            "`name()` is {name:?} for a thread that was made with the name \"spider\"."
        );
        let (first, second) = (thread(|| ()), thread(|| ()));
        for name in [first.name(), second.name()] {
            check_default_name(name);
        }
        check_different(Code::WrongAnswer, first.name(), second.name());
    })
}

fn empty_name() -> Scenario {
    let about = "An empty name is a name, too.";
    scenario("empty-name", about).run(|| {
        let thread = named(Some(""), || ());
        let name = thread.name();
        check!(
            name.is_empty(),
            Code::WrongAnswer,
            "`name()` is {name:?} for a thread that was made with the name \"\"."
        );
    })
}

/// Before `names_at_once`: what is wrong here is no matter of steps that another thread splits.
fn names_of_all_time() -> Scenario {
    let about =
        "A name is not given again, not after the thread is gone and not by another thread.";
    scenario("names-of-all-time", about).run(|| {
        let gone = thread(|| ()).name().to_owned();
        let other = spawn(|| thread(|| ()).name().to_owned());
        let other = other.join().expect("making a thread does not panic");
        check_different(Code::WrongAnswer, &gone, &other);
    })
}

fn check_default_name(name: &str) {
    let number = name.strip_prefix("Thread-").unwrap_or_default();
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    check!(
        digits,
        Code::WrongAnswer,
        "`name()` is {name:?} for a thread without a name of its own, which should be `Thread-N`."
    );
}

fn check_different(code: Code, first: &str, second: &str) {
    check!(
        first != second,
        code,
        "Two threads without a name are both called {first:?}."
    );
}

fn names_at_once() -> Scenario {
    let about = "Two threads that are made at the same time have two names.";
    scenario("names-at-once", about).run(|| {
        let other = spawn(|| thread(|| ()).name().to_owned());
        let mine = thread(|| ());
        let other = other.join().expect("making a thread does not panic");
        check_default_name(&other);
        check_different(Code::AtomicityViolation, mine.name(), &other);
    })
}
