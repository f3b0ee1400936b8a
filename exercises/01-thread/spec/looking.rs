//! Two that look at once. To look at it is no work, and nobody who looks is in another one's way.

use custom_thread::{AlreadyStarted, JoinError};
use grade::{Code, Scenario, check, must_end, scenario};

use crate::job::{Bell, Shared, beside, thread};

/// Nothing is written here that another one's answer could show too early, so loom has no part in it.
pub fn scenarios() -> Vec<Scenario> {
    vec![while_it_runs(), beside_a_join(), after_the_end()]
        .into_iter()
        .map(|scenario| scenario.loom(false))
        .collect()
}

/// Two threads ask at once whether it is alive.
fn check_alive_for_two<T: Send + 'static>(thread: &Shared<T>, right: bool, when: &'static str) {
    let ask = move |thread: &Shared<T>| {
        let alive = thread.is_alive();
        check!(
            alive == right,
            Code::AtomicityViolation,
            "Two threads asked at once {when}, and `is_alive()` told one of them {alive}."
        );
    };
    let other = beside(thread, ask);
    ask(thread);
    other.join().expect("`is_alive` does not panic");
}

pub fn before_the_start() -> Scenario {
    let about = "Two threads look at a new thread at once: it is not alive.";
    scenario("two-look-before-the-start", about)
        .run(|| check_alive_for_two(&thread(|| ()), false, "before `start`"))
        .loom(false)
}

fn while_it_runs() -> Scenario {
    let about = "Two threads look at a running thread at once: it is alive.";
    scenario("two-look-while-it-runs", about).run(|| {
        let (go_on, thread) = gated();
        let _ = thread.start();
        check_alive_for_two(&thread, true, "while `run` goes on");
        go_on.ring();
    })
}

/// Said of all who wait then, `run` included: main would ring the bell next.
const WAITS_BESIDE_A_JOIN: &str = "`run` goes on, one thread waits in `join()`, and so another one has to \
                                   wait in a call that never does.";

/// A thread that ends once the bell has rung.
fn gated() -> (Bell, Shared<u32>) {
    let go_on = Bell::default();
    let thread = {
        let go_on = go_on.clone();
        thread(move || {
            must_end(Code::Deadlock, WAITS_BESIDE_A_JOIN, || go_on.wait());
            7
        })
    };
    (go_on, thread)
}

fn beside_a_join() -> Scenario {
    let about =
        "While one thread waits in `join`, another one's calls work, and none of them waits.";
    scenario("beside-a-join", about).run(|| {
        let (go_on, thread) = gated();
        let _ = thread.start();
        let joiner = beside(&thread, |thread| thread.join());
        let seen = must_end(Code::Deadlock, WAITS_BESIDE_A_JOIN, || {
            (thread.is_alive(), thread.take(), thread.start())
        });
        check!(
            seen == (true, None, Err(AlreadyStarted)),
            Code::WrongAnswer,
            "While `run` went on and another thread was in `join()`, `is_alive()` returned {}, `take()` \
             returned {:?} and `start()` returned {:?}. They should return true, None and \
             Err(AlreadyStarted).",
            seen.0,
            seen.1,
            seen.2
        );
        go_on.ring();
        let joined = joiner.join().expect("`join` does not panic");
        check_over(joined, &thread);
    })
}

fn check_over(joined: Result<(), JoinError>, thread: &Shared<u32>) {
    let output = thread.take();
    check!(
        joined.is_ok() && output == Some(7),
        Code::WrongAnswer,
        "`run` returned 7, `join()` returned {joined:?}, and `take()` after it returned {output:?}."
    );
}

/// All is over, so each call has one answer, whatever another thread looks at just then.
fn after_the_end() -> Scenario {
    let about = "When it is over, each call has one answer, also beside another one.";
    scenario("two-look-after-the-end", about).run(|| {
        let thread = thread(|| 7);
        let _ = (thread.start(), thread.join());
        let other = beside(&thread, |thread| {
            let (alive, joined, started) = (thread.is_alive(), thread.join(), thread.start());
            check!(
                !alive && joined.is_ok() && started == Err(AlreadyStarted),
                Code::AtomicityViolation,
                "A `join()` had returned. Then, beside calls of another thread, `is_alive()` returned \
                 {alive}, `join()` returned {joined:?} and `start()` returned {started:?}. They should \
                 return false, Ok(()) and Err(AlreadyStarted)."
            );
        });
        let (alive, output) = (thread.is_alive(), thread.take());
        check!(
            !alive && output == Some(7),
            Code::AtomicityViolation,
            "A `join()` had returned, and `run` had returned 7. Then, beside calls of another thread, \
             `is_alive()` returned {alive} and `take()` returned {output:?}."
        );
        other.join().expect("none of these calls panics");
    })
}
