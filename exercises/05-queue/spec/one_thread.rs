//! One thread: nothing can interleave, so a failure here is not yet about concurrency.

use std::{num::NonZeroUsize, time::Duration};

use grade::{Code, Scenario, check, scenario};
use heddle::time::Instant;
use queue::{GetTimeoutError, Queue};

use crate::{
    calls::Op::{Close, Get, GetTimeout, IsEmpty, Join, Len, Put, TaskDone, TryGet, TryPut},
    contract::Fifo,
};

/// Longer than any check takes: a call with this timeout is one that must not need it.
const LONG: u64 = 60_000;

pub fn scenarios() -> Vec<Scenario> {
    vec![
        first_in_first_out(),
        full_and_empty(),
        unbounded(),
        many_items(),
        timeout_not_needed(),
        timeout_is_kept(),
        closed_refuses(),
        closed_drains(),
        tasks_are_counted(),
        tasks_in_odd_orders(),
        refused_items_are_no_tasks(),
        dropped_with_the_queue(),
        two_queues(),
    ]
}

fn first_in_first_out() -> Scenario {
    scenario(
        "first-in-first-out",
        "Items come out in the order in which they went in.",
    )
    .on(Fifo::bounded(3))
    .main([Put(1), Put(2), Get, Put(3), Put(4), Get, Get, Get])
    .into()
}

fn full_and_empty() -> Scenario {
    scenario(
        "full-and-empty",
        "A queue of capacity 2 takes two items and no third; `try_put` and `try_get` never wait.",
    )
    .on(Fifo::bounded(2))
    .before([IsEmpty, Len, TryGet])
    .main([TryPut(1), IsEmpty, Len, TryPut(2), Len, TryPut(3), Len])
    .after([TryGet, Len, TryPut(4), TryGet, TryGet, Len, IsEmpty, TryGet])
    .into()
}

fn unbounded() -> Scenario {
    scenario(
        "unbounded-never-full",
        "A queue without a capacity always has room.",
    )
    .on(Fifo::unbounded())
    .before([Put(1), TryPut(2), Put(3), TryPut(4), Put(5), Len])
    .main([Get, Get, Get, Get, Get, TryGet])
    .into()
}

fn many_items() -> Scenario {
    // A model has few of them: each call is several steps.
    const MANY: usize = 40;
    const VERY_MANY: usize = 10_000;
    let about =
        "A large capacity is kept as well as a small one, and without one there is room for many.";
    scenario("room-for-many", about)
        .run(|| {
            let bounded = Queue::bounded(NonZeroUsize::new(20).expect("20 is not zero"));
            let accepted = (0..21)
                .take_while(|item| bounded.try_put(*item).is_ok())
                .count();
            check!(
                accepted == 20,
                Code::WrongAnswer,
                "A queue with room for 20 items took {accepted}, and not the next one."
            );
            let came: Vec<i32> = (0..20).map_while(|_| bounded.try_get().ok()).collect();
            check!(
                came.iter().copied().eq(0..20),
                Code::WrongAnswer,
                "0 to 19 went into a queue with room for 20 items; out came {came:?}."
            );
            let many = if grade::in_a_model() {
                MANY
            } else {
                VERY_MANY
            };
            let unbounded = Queue::unbounded();
            let accepted = (0..many)
                .take_while(|item| unbounded.try_put(*item).is_ok())
                .count();
            check!(
                accepted == many,
                Code::WrongAnswer,
                "A queue without a capacity took {accepted} items, and not the next one."
            );
            let came = (0..many)
                .take_while(|item| unbounded.try_get() == Ok(*item))
                .count();
            check!(
                came == many,
                Code::WrongAnswer,
                "{many} items went into a queue without a capacity; the first {came} came out in order."
            );
        })
        .preemptions(0)
        .loom(false)
}

fn timeout_not_needed() -> Scenario {
    scenario(
        "timeout-not-needed",
        "`get_timeout` returns an item that is there; with no time at all it still returns.",
    )
    .on(Fifo::bounded(2))
    .main([
        Put(1),
        Put(2),
        GetTimeout(LONG),
        GetTimeout(0),
        GetTimeout(0),
    ])
    .loom(false)
    .into()
}

fn timeout_is_kept() -> Scenario {
    let about =
        "On a queue that stays empty, `get_timeout` returns Timeout, and not before its time.";
    scenario("timeout-is-kept", about)
        .run(|| {
            let timeout = Duration::from_millis(20);
            let queue: Queue<u8> = Queue::unbounded();
            let start = Instant::now();
            let result = queue.get_timeout(timeout);
            let waited = start.elapsed();
            check!(
                result == Err(GetTimeoutError::Timeout),
                Code::WrongAnswer,
                "`get_timeout` on a queue that is empty and open returned {result:?}."
            );
            check!(
                waited >= timeout,
                Code::EarlyReturn,
                "`get_timeout({timeout:?})` returned Timeout after {waited:?}. A wait may end \
                 without a reason: look at the clock again before you give up."
            );
        })
        .loom(false)
}

fn closed_refuses() -> Scenario {
    scenario(
        "closed-refuses",
        "A closed queue takes no items, gives them back, and says Closed.",
    )
    .on(Fifo::bounded(1))
    .before([Close, Put(1), TryPut(2), Len])
    .main([Get, TryGet, GetTimeout(LONG), Close, IsEmpty])
    .after([TryPut(3), TryGet])
    .loom(false)
    .into()
}

fn closed_drains() -> Scenario {
    scenario(
        "closed-drains",
        "What is in a queue when it is closed still comes out, in order.",
    )
    .on(Fifo::bounded(3))
    .before([Put(1), Put(2), Put(3), Close, TryPut(4), Put(5), Len])
    .main([Get, TryGet, GetTimeout(LONG), Get, TryGet, GetTimeout(LONG)])
    .loom(false)
    .into()
}

fn tasks_are_counted() -> Scenario {
    scenario(
        "tasks-are-counted",
        "Each item put needs one `task_done`; `join` returns at once when none is missing.",
    )
    .on(Fifo::bounded(2))
    .before([Join, TaskDone, Put(1), TryPut(2), Get, TaskDone])
    .main([TryGet, TaskDone, Join, TaskDone])
    .into()
}

fn tasks_in_odd_orders() -> Scenario {
    scenario(
        "tasks-in-odd-orders",
        "Each item is done once, also where that is said before it is taken out.",
    )
    .on(Fifo::bounded(2))
    .before([Put(1), Put(2), TaskDone, TaskDone, TaskDone, Get])
    .main([TaskDone, TryPut(3), TaskDone, Get, TaskDone, Get, TaskDone])
    .after([Put(4), TaskDone, TaskDone, Get, TaskDone, Join])
    .into()
}

fn refused_items_are_no_tasks() -> Scenario {
    scenario(
        "refused-items-are-no-tasks",
        "An item that was given back needs no `task_done`.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1), TryPut(2), Get, TaskDone, TaskDone])
    .main([Close, Put(3), TryPut(4), TaskDone, Join])
    .into()
}

fn dropped_with_the_queue() -> Scenario {
    scenario(
        "dropped-with-the-queue",
        "Every item is dropped exactly once, those left in a dropped queue included.",
    )
    .on(Fifo::bounded(2))
    .main([Put(1), Put(2), TryPut(3), Get, Put(4), Close, Put(5)])
    .into()
}

fn two_queues() -> Scenario {
    let about = "Two queues know nothing of each other.";
    scenario("two-queues", about).run(|| {
        let one: Queue<u8> = Queue::unbounded();
        let two = Queue::unbounded();
        one.close();
        let (put, len) = (two.put(7), one.len());
        check!(
            put.is_ok() && len == 0,
            Code::WrongAnswer,
            "One queue was closed; then `put` on another one returned {put:?}, and `len` of the \
             first one {len}."
        );
    })
}
