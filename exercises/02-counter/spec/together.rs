//! Several threads at once: first what the counter holds in the end, then what each call returns.

use std::sync::Arc;

use counter::Counter;
use grade::{Code, Rendezvous, Scenario, check, scenario};
use heddle::thread;

use crate::{
    calls::{
        Change::{Double, Plus},
        Op::{Add, Get, Take, Update},
    },
    contract::Number,
};

/// Only the end counts here, so what fails is a lost change.
pub fn nothing_is_lost() -> Vec<Scenario> {
    vec![
        two_adds(),
        add_beside_update(),
        two_updates(),
        add_beside_take(),
        update_beside_take(),
        three_threads(),
        two_rounds(),
        after_many_calls(),
        beside_many_calls(),
        many_adds(),
    ]
}

/// Each answer counts here. Who is main is the other way round, for loom: it begins with main, and forgets
/// some of what main read.
pub fn answers_fit() -> Vec<Scenario> {
    vec![
        answers_of_add(),
        answers_of_add_and_update(),
        answers_of_updates(),
        answers_of_add_and_take(),
        two_takes(),
        answers_of_update_and_take(),
        two_gets(),
        get_beside_add(),
        get_beside_update(),
        get_beside_take(),
        add_beside_get(),
        take_and_add_beside_get(),
    ]
}

fn two_adds() -> Scenario {
    scenario(
        "two-adds",
        "Two threads add at once, and neither addition is lost.",
    )
    .on(Number::of(0).whatever_changes_return())
    .thread("adder", [Add(1)])
    .main([Add(2)])
    .after([Get])
    .into()
}

fn add_beside_update() -> Scenario {
    scenario(
        "add-beside-update",
        "One thread adds while another updates, and neither change is lost.",
    )
    .on(Number::of(5).whatever_changes_return())
    .thread("updater", [Update(Double)])
    .main([Add(1)])
    .after([Get])
    .into()
}

fn two_updates() -> Scenario {
    scenario(
        "two-updates",
        "Two threads update at once, and neither change is lost.",
    )
    .on(Number::of(3).whatever_changes_return())
    .thread("updater", [Update(Double)])
    .main([Update(Plus(1))])
    .after([Get])
    .into()
}

fn add_beside_take() -> Scenario {
    scenario(
        "add-beside-take",
        "What one thread takes is gone, although another adds at the same time.",
    )
    .on(Number::of(5).whatever_changes_return())
    .thread("taker", [Take])
    .main([Add(1)])
    .after([Get])
    .into()
}

fn update_beside_take() -> Scenario {
    scenario(
        "update-beside-take",
        "What one thread takes is gone, although another updates at the same time.",
    )
    .on(Number::of(5).whatever_changes_return())
    .thread("taker", [Take])
    .main([Update(Plus(1))])
    .after([Get])
    .into()
}

fn three_threads() -> Scenario {
    scenario(
        "three-threads",
        "Three threads add at once, and no addition is lost.",
    )
    .on(Number::of(0).whatever_changes_return())
    .thread("adder 1", [Add(1)])
    .thread("adder 2", [Add(2)])
    .main([Add(4)])
    .after([Get])
    .loom(false)
    .into()
}

/// What served once has to be ready for the next one.
fn two_rounds() -> Scenario {
    scenario(
        "two-rounds",
        "Two threads change it twice each, and no change is lost.",
    )
    .on(Number::of(0).whatever_changes_return())
    .thread("adder", [Add(1), Add(2)])
    .main([Add(4), Update(Plus(8))])
    .after([Get])
    .loom(false)
    .into()
}

/// So many calls, or two where the counter has a thread of its own: there each call is a message, so many are
/// too many for a model, and have no slots to run out of.
fn many(calls: u64) -> u64 {
    match grade::threads_alive() {
        Some(2..) => 2,
        _ => calls,
    }
}

/// For what goes round in a ring of slots, and begins again.
fn after_many_calls() -> Scenario {
    let about = "After many additions, two threads add at once, and neither addition is lost.";
    let scenario = scenario("after-many-calls", about).run(|| {
        let counter = Arc::new(Counter::new(0));
        let before = many(70);
        for _ in 0..before {
            counter.add(1);
        }
        let adder = {
            let counter = Arc::clone(&counter);
            thread::spawn(move || counter.add(1))
        };
        counter.add(1);
        adder.join().expect("a thread that ends has not panicked");
        let sum = counter.get();
        check!(
            sum == before + 2,
            Code::LostUpdate,
            "A counter that held 0 was added 1 to {before} times by one thread, and then by two threads at \
             once. It holds {sum} now."
        );
    });
    scenario.loom(false).preemptions(1)
}

/// For a slot that is put in order only when its call is over: by then others may have gone all round the
/// ring. So that the last call meets the first one's slot, all calls before it are a power of two. More of
/// them are so many steps that the thread is taken to yield.
fn beside_many_calls() -> Scenario {
    let about = "One addition beside many of another thread, and none is lost.";
    let scenario = scenario("beside-many-calls", about).run(|| {
        let counter = Arc::new(Counter::new(0));
        let beside = many(31);
        let adder = {
            let counter = Arc::clone(&counter);
            thread::spawn(move || {
                for _ in 0..beside {
                    counter.add(1);
                }
            })
        };
        counter.add(1);
        adder.join().expect("a thread that ends has not panicked");
        let sum = counter.get();
        check!(
            sum == beside + 1,
            Code::LostUpdate,
            "A counter held 0. One thread added 1 to it, and another one did so {beside} times. It holds \
             {sum} now."
        );
    });
    scenario.loom(false).preemptions(1)
}

/// For what has room for a few calls only: slots in a row, say, that are used again too early or never.
/// So many calls are too many for a model.
fn many_adds() -> Scenario {
    const EACH: u64 = 100;
    let about = "Two hundred additions by two threads, and none is lost.";
    scenario("many-adds", about)
        .run(|| {
            if grade::threads_alive().is_some() {
                return;
            }
            let shared = Arc::new((Counter::new(0), Rendezvous::new(2)));
            let adds = |(counter, begin): &(Counter, Rendezvous)| {
                begin.meet();
                for _ in 0..EACH {
                    counter.add(1);
                }
            };
            let adder = {
                let shared = Arc::clone(&shared);
                thread::Builder::new()
                    .name("adder".into())
                    .spawn(move || adds(&shared))
                    .expect("a thread can be started")
            };
            adds(&shared);
            adder.join().expect("a thread that ends has not panicked");
            let sum = shared.0.get();
            check!(
                sum == 2 * EACH,
                Code::LostUpdate,
                "Two threads added 1 to a counter, {EACH} times each. It held 0 before, and holds {sum} now."
            );
        })
        .loom(false)
}

fn answers_of_add() -> Scenario {
    scenario(
        "answers-of-add",
        "Of two `add` at once, one is first, and the other sees what it did.",
    )
    .on(Number::of(0))
    .thread("adder", [Add(1)])
    .main([Add(2)])
    .after([Get])
    .into()
}

fn answers_of_add_and_update() -> Scenario {
    scenario(
        "answers-of-add-and-update",
        "Of an `add` and an `update` at once, one is first, and the other sees what it did.",
    )
    .on(Number::of(5))
    .thread("adder", [Add(1)])
    .main([Update(Double)])
    .after([Get])
    .into()
}

fn answers_of_updates() -> Scenario {
    scenario(
        "answers-of-updates",
        "Of two `update` at once, one is first, and the other works on its result.",
    )
    .on(Number::of(3))
    .thread("updater", [Update(Plus(1))])
    .main([Update(Double)])
    .after([Get])
    .into()
}

fn answers_of_add_and_take() -> Scenario {
    scenario(
        "answers-of-add-and-take",
        "What is added is either taken or still there.",
    )
    .on(Number::of(5))
    .thread("adder", [Add(1)])
    .main([Take])
    .after([Take])
    .into()
}

fn two_takes() -> Scenario {
    scenario(
        "two-takes",
        "Of two `take` at once, one gets all and the other gets 0.",
    )
    .on(Number::of(5))
    .thread("taker", [Take])
    .main([Take])
    .after([Get])
    .into()
}

fn answers_of_update_and_take() -> Scenario {
    scenario(
        "answers-of-update-and-take",
        "An `update` works on what is there, which is taken before it or after it.",
    )
    .on(Number::of(5))
    .thread("updater", [Update(Plus(1))])
    .main([Take])
    .after([Get])
    .into()
}

fn get_beside_add() -> Scenario {
    // The addition changes both halves of the number.
    scenario(
        "get-beside-add",
        "`get` sees the value before an addition or after it, and never goes back.",
    )
    .on(Number::of(u64::from(u32::MAX)))
    .thread("adder", [Add(1)])
    .main([Get, Get])
    .into()
}

fn get_beside_update() -> Scenario {
    scenario(
        "get-beside-update",
        "`get` sees the value before an update or after it, and nothing between.",
    )
    .on(Number::of(5))
    .thread("updater", [Update(Double)])
    .main([Get, Get])
    .into()
}

fn get_beside_take() -> Scenario {
    scenario(
        "get-beside-take",
        "`get` sees each step of another thread, in order.",
    )
    .on(Number::of(5))
    .thread("worker", [Take, Add(3)])
    .main([Get, Get])
    .after([Get])
    .into()
}

/// Those who only look are not in each other's way.
fn two_gets() -> Scenario {
    scenario(
        "two-gets",
        "Two threads look at once, and both see what the counter holds.",
    )
    .on(Number::of(5))
    .thread("reader", [Get])
    .main([Get])
    .loom(false)
    .into()
}

fn add_beside_get() -> Scenario {
    // `get-beside-add` with the roles exchanged: loom begins with main, and the old values that
    // reads may still see after all of main's writes are no matter of who is interrupted.
    scenario(
        "add-beside-get",
        "Another thread sees the value before an addition or after it, and never goes back.",
    )
    .on(Number::of(u64::from(u32::MAX)))
    .thread("reader", [Get, Get])
    .main([Add(1)])
    .into()
}

/// `get-beside-take` with the roles exchanged. The search has seen that one; this is for loom.
fn take_and_add_beside_get() -> Scenario {
    let scenario: Scenario = scenario(
        "take-and-add-beside-get",
        "Another thread sees each step, in order.",
    )
    .on(Number::of(5))
    .thread("reader", [Get, Get])
    .main([Take, Add(3)])
    .after([Get])
    .into();
    scenario.preemptions(1)
}
