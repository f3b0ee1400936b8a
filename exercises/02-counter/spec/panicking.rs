//! A closure that panics inside `update`: the counter is as it was before, and goes on working.
//!
//! loom takes part where a counter is made of atomics alone. Else the closure does not panic there: to loom,
//! a lock that is let go of by a panic is broken.

use std::sync::Arc;

use counter::Counter;
use grade::{Code, Scenario, check, expected_panic, scenario};
use heddle::thread;

use crate::{
    calls::{
        Change::{Double, Panic},
        Op::{Add, Get, Take, Update},
    },
    contract::Number,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        usable_after_a_panic(),
        usable_after_a_thread_died(),
        panic_beside_add(),
        panic_beside_update(),
        panic_beside_get(),
        add_beside_add_and_panic(),
        panics_beside_two(),
        lives_on_after_its_panic(),
    ]
}

fn usable_after_a_panic() -> Scenario {
    scenario(
        "usable-after-a-panic",
        "After a panic in `update` the value is what it was, and every operation works.",
    )
    .on(Number::of(5))
    .before([Update(Panic), Get, Update(Panic), Add(1)])
    .main([Update(Panic), Update(Double), Update(Panic), Take, Get])
    .loom(false)
    .into()
}

fn usable_after_a_thread_died() -> Scenario {
    let about =
        "A thread dies of a panic in `update`; another that waited for it uses the counter.";
    scenario("usable-after-a-thread-died", about)
        .run(|| {
            let counter = Arc::new(Counter::new(5));
            let dying = {
                let counter = Arc::clone(&counter);
                let name = thread::Builder::new().name("dying".into());
                name.spawn(move || counter.update(|_| expected_panic()))
                    .expect("a thread can be started")
            };
            // Whether the panic gets as far as this is left open.
            let _ = dying.join();
            let before = counter.get();
            check!(
                before == 5,
                Code::WrongAnswer,
                "The counter held 5. After a panic in `update` it holds {before}."
            );
            let (old, new, taken) = (counter.add(1), counter.update(|n| n * 2), counter.take());
            check!(
                (old, new, taken) == (5, 12, 12),
                Code::WrongAnswer,
                "After a panic in `update`, `add(1)` returned {old}, `update(|n| n * 2)` returned \
                 {new} and `take()` returned {taken}. They should return 5, 12 and 12."
            );
        })
        .loom(false)
}

fn panic_beside_add() -> Scenario {
    scenario(
        "panic-beside-add",
        "An `update` panics while another thread adds: the addition is there, and nothing else.",
    )
    .on(Number::of(5).whatever_changes_return())
    .thread("panicking", [Update(Panic)])
    .main([Add(1)])
    .after([Get])
    .into()
}

fn panic_beside_update() -> Scenario {
    scenario(
        "panic-beside-update",
        "An `update` panics while another thread updates: the other one's result is there.",
    )
    .on(Number::of(5))
    .thread("updater", [Update(Double)])
    .main([Update(Panic)])
    .after([Get])
    .into()
}

fn panic_beside_get() -> Scenario {
    scenario(
        "panic-beside-get",
        "An `update` that panics changes nothing, not even for a moment.",
    )
    .on(Number::of(5))
    .thread("panicking", [Update(Panic)])
    .main([Get, Get])
    .after([Get])
    .into()
}

/// For loom: what the panic leaves has to hand on what came before it, too.
fn add_beside_add_and_panic() -> Scenario {
    scenario(
        "add-beside-add-and-panic",
        "One thread adds, and then panics in `update`. Another one adds, and both additions are there.",
    )
    .on(Number::of(5).whatever_changes_return())
    .thread("panicking", [Add(1), Update(Panic)])
    .main([Add(2)])
    .after([Get])
    .into()
}

/// Two wait for the one that panics, perhaps, and both have to go on.
fn panics_beside_two() -> Scenario {
    let scenario: Scenario = scenario(
        "panic-beside-two",
        "An `update` panics while two threads add: both additions are there.",
    )
    .on(Number::of(5).whatever_changes_return())
    .thread("adder 1", [Add(1)])
    .thread("adder 2", [Add(2)])
    .main([Update(Panic)])
    .after([Get])
    .into();
    scenario.loom(false).preemptions(1)
}

fn lives_on_after_its_panic() -> Scenario {
    scenario(
        "lives-on-after-its-panic",
        "A thread whose `update` panicked goes on using the counter, beside another one.",
    )
    .on(Number::of(5))
    .thread("panicking", [Update(Panic), Add(1), Update(Panic)])
    .main([Update(Double), Take])
    .after([Get])
    .loom(false)
    .into()
}
