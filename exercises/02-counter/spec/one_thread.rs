//! One call after the other: nothing can interleave, so a failure here is not yet about concurrency.

use counter::Counter;
use grade::{Code, Scenario, check, scenario};

use crate::{
    calls::{
        Change::{Double, Minus, Nothing, Plus},
        Op::{Add, Get, Take, Update},
    },
    contract::Number,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        add_returns_the_old_value(),
        take_leaves_zero(),
        update_returns_the_new_value(),
        holds_large_numbers(),
        each_counts_for_itself(),
        seen_from_another_thread(),
    ]
}

fn add_returns_the_old_value() -> Scenario {
    scenario(
        "add-returns-the-old-value",
        "`add` adds, and returns what was there before.",
    )
    .on(Number::of(5))
    .main([Get, Add(2), Get, Add(0), Add(3), Get])
    .into()
}

fn take_leaves_zero() -> Scenario {
    scenario(
        "take-leaves-zero",
        "`take` returns what was there, and leaves 0.",
    )
    .on(Number::of(5))
    .main([Take, Get, Take, Add(3), Take, Add(1), Get])
    .into()
}

fn update_returns_the_new_value() -> Scenario {
    scenario(
        "update-returns-the-new-value",
        "`update` writes what the closure returns, and returns it too.",
    )
    .on(Number::of(5))
    .main([
        Update(Double),
        Get,
        Update(Nothing),
        Update(Minus(4)),
        Add(1),
        Take,
        Update(Plus(1)),
        Get,
    ])
    .into()
}

fn holds_large_numbers() -> Scenario {
    scenario("holds-large-numbers", "A counter holds any `u64`.")
        .on(Number::of(u64::MAX))
        .before([Get, Update(Minus(1)), Add(1), Get])
        .main([Take, Add(1 << 53), Add(1), Get, Update(Plus(1)), Take, Get])
        .into()
}

fn each_counts_for_itself() -> Scenario {
    let about = "Two counters know nothing of each other.";
    scenario("each-counts-for-itself", about).run(|| {
        let (one, other) = (Counter::new(1), Counter::new(10));
        other.add(5);
        let seen = (one.get(), other.get());
        check!(
            seen == (1, 15),
            Code::WrongAnswer,
            "A new counter holds 1. Another one holds 10, and `add(5)` makes it 15. Now `get()` \
             returns {} for the first and {} for the second.",
            seen.0,
            seen.1
        );
    })
}

fn seen_from_another_thread() -> Scenario {
    scenario(
        "seen-from-another-thread",
        "What another thread did before it was joined can be seen.",
    )
    .on(Number::of(5))
    .thread("worker", [Add(1), Update(Double)])
    .after([Get, Take, Get])
    .into()
}
