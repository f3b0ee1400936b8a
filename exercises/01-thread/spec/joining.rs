//! Waiting for the end, by several threads at once, and what is there when it has come.

use std::sync::Arc;

use custom_thread::{AlreadyStarted, JoinError};
use grade::{Code, Scenario, check, scenario};
use heddle::thread::spawn;

use crate::job::{Shared, Tally, beside, named, thread};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        two_joiners(),
        three_joiners(),
        take_beside_the_end(),
        take_beside_join(),
        two_takers(),
        one_joins_the_other(),
        one_life(),
    ]
}

/// A thread that notes its end, and the note.
pub fn ending_thread() -> (Shared<u32>, Tally) {
    let ended = Tally::default();
    let note = ended.clone();
    let thread = thread(move || {
        note.add();
        7
    });
    (thread, ended)
}

/// What `join` returned was Ok, and it did not come before the end of `run`.
pub fn check_joined(joined: Result<(), JoinError>, ended: &Tally) {
    let ended = ended.count() == 1;
    check!(
        joined.is_err() || ended,
        Code::EarlyReturn,
        "`join()` returned Ok(()), but what `run` wrote before its end is not there."
    );
    check!(
        joined.is_ok(),
        Code::WrongAnswer,
        "The thread was started and `run` returns, but `join()` returned {joined:?}."
    );
}

/// The output can be taken, and the thread is not alive.
fn check_over(thread: &Shared<u32>) {
    let (output, alive) = (thread.take(), thread.is_alive());
    check!(
        output == Some(7),
        Code::EarlyReturn,
        "`join()` returned Ok(()), but the output is not there: `take()` returned {output:?}."
    );
    check!(
        !alive,
        Code::EarlyReturn,
        "`join()` returned Ok(()), but `is_alive()` still said true."
    );
}

/// Told to a learner before the others: without it nothing else can be trusted.
pub fn join_waits() -> Scenario {
    let about = "`join` returns when `run` has ended: what it wrote is there, and its output.";
    scenario("join-waits", about).run(|| {
        let (thread, ended) = ending_thread();
        let _ = thread.start();
        check_joined(thread.join(), &ended);
        check_over(&thread);
    })
}

fn two_joiners() -> Scenario {
    let about = "Two threads join at the same time, and each waits for the end.";
    scenario("two-joiners", about).run(|| {
        let (thread, ended) = ending_thread();
        let _ = thread.start();
        let other = {
            let (thread, ended) = (Arc::clone(&thread), ended.clone());
            spawn(move || check_joined(thread.join(), &ended))
        };
        check_joined(thread.join(), &ended);
        check!(
            !thread.is_alive(),
            Code::EarlyReturn,
            "`join()` returned Ok(()), but `is_alive()` still said true."
        );
        other.join().expect("`join` does not panic");
    })
}

/// Who tells two of them, or one and then another one, has forgotten the third.
fn three_joiners() -> Scenario {
    let about = "Three threads join at the same time, and each is told of the end.";
    let scenario = scenario("three-joiners", about).run(|| {
        let (thread, ended) = ending_thread();
        let _ = thread.start();
        let others = [(); 2].map(|()| {
            let ended = ended.clone();
            beside(&thread, move |thread| check_joined(thread.join(), &ended))
        });
        check_joined(thread.join(), &ended);
        for other in others {
            other.join().expect("`join` does not panic");
        }
    });
    scenario.loom(false).preemptions(1)
}

fn take_beside_the_end() -> Scenario {
    let about = "A `take` that comes about when `run` ends gets the output, or leaves it there.";
    scenario("take-beside-the-end", about).run(|| {
        let (thread, ended) = ending_thread();
        let _ = thread.start();
        let early = thread.take();
        check!(
            early.is_none() || ended.count() == 1,
            Code::EarlyReturn,
            "`take()` returned {early:?} before `run` had ended."
        );
        check_joined(thread.join(), &ended);
        let late = thread.take();
        check!(
            [early, late].into_iter().flatten().eq([7]),
            Code::LostItem,
            "`run` returned 7 once. A `take()` before `join()` returned {early:?}, and one after it \
             returned {late:?}."
        );
    })
}

/// Who joins has the output in hand for a moment, perhaps.
fn take_beside_join() -> Scenario {
    let about = "A `take` while another thread joins gets the output, or leaves it there.";
    let scenario = scenario("take-beside-join", about).run(|| {
        let (thread, ended) = ending_thread();
        let _ = thread.start();
        let other = {
            let ended = ended.clone();
            beside(&thread, move |thread| check_joined(thread.join(), &ended))
        };
        let early = thread.take();
        check_joined(thread.join(), &ended);
        let late = thread.take();
        check!(
            [early, late].into_iter().flatten().eq([7]),
            Code::LostItem,
            "`run` returned 7 once, and another thread was in `join()`. A `take()` before a `join()` \
             of the same thread returned {early:?}, and one after it returned {late:?}."
        );
        other.join().expect("`join` does not panic");
    });
    scenario.loom(false)
}

fn two_takers() -> Scenario {
    let about = "Two threads join and then take: one of them gets the output.";
    scenario("two-takers", about).run(|| {
        let (thread, _) = ending_thread();
        let _ = thread.start();
        let other = {
            let thread = Arc::clone(&thread);
            spawn(move || (thread.join(), thread.take()).1)
        };
        let mine = (thread.join(), thread.take()).1;
        let other = other.join().expect("`join` and `take` do not panic");
        check!(
            [mine, other].into_iter().flatten().eq([7]),
            Code::LostItem,
            "`run` returned 7 once. Two threads joined and took it: one got {mine:?}, the other \
             {other:?}."
        );
    })
}

fn one_joins_the_other() -> Scenario {
    let about = "A thread may join another one, even one of the same name.";
    scenario("one-joins-the-other", about).run(|| {
        let ended = Tally::default();
        let first = {
            let ended = ended.clone();
            named(Some("twin"), move || ended.add())
        };
        let second = named(Some("twin"), move || {
            let _ = first.start();
            check_joined(first.join(), &ended);
        });
        let _ = second.start();
        let joined = second.join();
        check!(
            joined.is_ok(),
            Code::WrongAnswer,
            "A thread joined another one and returned. `join()` of it from main returned {joined:?}."
        );
    })
}

fn one_life() -> Scenario {
    let about =
        "A thread is started once, joined as often as one likes, and its output taken once.";
    scenario("one-life", about).run(|| {
        let early = thread(|| 7);
        // A `join` that came too early leaves nothing behind.
        let _ = (early.join(), early.take());
        let started = early.start();
        check!(
            started.is_ok(),
            Code::WrongAnswer,
            "The first `start()` returned {started:?}."
        );
        let again = early.start();
        check!(
            again == Err(AlreadyStarted),
            Code::WrongAnswer,
            "The second `start()` returned {again:?}, not Err(AlreadyStarted)."
        );
        for call in ["first", "second"] {
            let joined = early.join();
            check!(
                joined.is_ok(),
                Code::WrongAnswer,
                "`run` returned, and the {call} `join()` returned {joined:?}."
            );
        }
        let output = early.take();
        check!(
            output == Some(7),
            Code::LostItem,
            "`run` returned 7 and `join()` returned Ok(()), but `take()` returned {output:?}."
        );
        let output = early.take();
        check!(
            output.is_none(),
            Code::WrongAnswer,
            "The output was taken before, and `take()` returned {output:?} once more."
        );
        let (started, joined, alive) = (early.start(), early.join(), early.is_alive());
        check!(
            started == Err(AlreadyStarted) && joined.is_ok() && !alive,
            Code::WrongAnswer,
            "When all was over and the output taken, `start()` returned {started:?}, `join()` \
             returned {joined:?} and `is_alive()` returned {alive}. They should return \
             Err(AlreadyStarted), Ok(()) and false."
        );
    })
}
