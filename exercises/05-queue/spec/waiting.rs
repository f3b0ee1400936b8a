//! Several threads on an open queue: waiting, and being woken.

use std::{sync::Arc, time::Duration};

use grade::{Code, Scenario, check, scenario};
use heddle::thread;
use queue::Queue;

use crate::{
    calls::Op::{Get, GetTimeout, Join, Len, Put, TaskDone, TryGet, TryPut},
    contract::Fifo,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        get_waits(),
        put_waits(),
        two_getters_wait(),
        two_putters_wait(),
        one_producer_two_consumers(),
        two_producers_one_place(),
        try_put_wakes(),
        every_get_wakes(),
        two_try_puts(),
        two_try_gets(),
        room_for_both(),
        items_for_both(),
        tries_beside_a_getter(),
        tries_beside_a_putter(),
        item_or_timeout(),
        timeout_hands_on(),
    ]
}

fn get_waits() -> Scenario {
    scenario(
        "get-waits",
        "`get` on an empty queue waits for the next item.",
    )
    .on(Fifo::bounded(2))
    .thread("producer", [Put(1), Put(2)])
    .main([Get, TaskDone, Len])
    .after([Get, TaskDone, TaskDone, Join])
    .into()
}

fn put_waits() -> Scenario {
    scenario(
        "put-waits",
        "`put` on a full queue waits until there is room.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("producer", [Put(2), Put(3)])
    .main([Get, Get])
    .after([Len, Get])
    .into()
}

fn two_getters_wait() -> Scenario {
    scenario(
        "two-getters-wait",
        "Two waiting getters, two items: each getter gets one.",
    )
    .on(Fifo::bounded(2))
    .thread("consumer 1", [Get])
    .thread("consumer 2", [Get])
    .main([Put(1), Put(2)])
    .into()
}

fn two_putters_wait() -> Scenario {
    scenario(
        "two-putters-wait",
        "Two waiting producers, two places come free: each producer gets one.",
    )
    .on(Fifo::bounded(2))
    .before([Put(1), Put(2)])
    .thread("producer 1", [Put(3)])
    .thread("producer 2", [Put(4)])
    .main([Get, Get])
    .after([Get, Get])
    .into()
}

fn one_producer_two_consumers() -> Scenario {
    scenario(
        "one-producer-two-consumers",
        "Two items go through one place to two consumers, and nobody is left asleep.",
    )
    .on(Fifo::bounded(1))
    .thread("consumer 1", [Get])
    .thread("consumer 2", [Get])
    .main([Put(1), Put(2)])
    .into()
}

fn two_producers_one_place() -> Scenario {
    scenario(
        "two-producers-one-place",
        "Two producers fill a queue of capacity 1, and it never holds two items.",
    )
    .on(Fifo::bounded(1))
    .thread("producer", [Put(1)])
    .thread("consumer", [Get, Get])
    .main([Put(2), Put(3)])
    .after([Len, Get])
    .into()
}

fn try_put_wakes() -> Scenario {
    scenario(
        "try-put-wakes",
        "`try_put` wakes a waiting getter as `put` does.",
    )
    .on(Fifo::bounded(1))
    .thread("consumer", [Get])
    .main([TryPut(1)])
    .into()
}

fn every_get_wakes() -> Scenario {
    scenario(
        "every-get-wakes",
        "`try_get` and `get_timeout` wake a waiting producer as `get` does.",
    )
    .on(Fifo::bounded(2))
    .before([Put(1), Put(2)])
    .thread("producer 1", [Put(3)])
    .thread("producer 2", [Put(4)])
    .main([TryGet, GetTimeout(60_000)])
    .after([Get, Get])
    .loom(false)
    .into()
}

fn two_try_puts() -> Scenario {
    scenario(
        "two-try-puts",
        "Two `try_put` want the last place: one gets it, none waits.",
    )
    .on(Fifo::bounded(1))
    .thread("producer", [TryPut(1)])
    .main([TryPut(2)])
    .after([Len, TryGet, TryGet])
    .into()
}

fn two_try_gets() -> Scenario {
    scenario(
        "two-try-gets",
        "Two `try_get` want the last item: one gets it, none waits.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("consumer", [TryGet])
    .main([TryGet])
    .after([Len, TryGet])
    .into()
}

fn room_for_both() -> Scenario {
    scenario(
        "room-for-both",
        "Two `try_put` at once, and there is room for both: neither hears Full.",
    )
    .on(Fifo::bounded(2))
    .thread("producer", [TryPut(1)])
    .main([TryPut(2)])
    .after([Len])
    .into()
}

fn items_for_both() -> Scenario {
    scenario(
        "items-for-both",
        "Two `try_get` at once, and there is an item for each: neither hears Empty.",
    )
    .on(Fifo::bounded(3))
    .before([Put(1), Put(2), Put(3)])
    .thread("consumer", [TryGet])
    .main([TryGet, Len])
    .into()
}

fn tries_beside_a_getter() -> Scenario {
    scenario(
        "tries-beside-a-getter",
        "While a `get` waits for an item, `try_get` and `get_timeout` come back without one.",
    )
    .on(Fifo::bounded(1))
    .thread("consumer", [Get])
    .main([TryGet, GetTimeout(5), Put(1)])
    .loom(false)
    .into()
}

fn tries_beside_a_putter() -> Scenario {
    scenario(
        "tries-beside-a-putter",
        "While a `put` waits for room, `try_put` comes back at once.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("producer", [Put(2)])
    .main([TryPut(3), Get])
    .after([Get])
    .into()
}

fn item_or_timeout() -> Scenario {
    scenario(
        "item-or-timeout",
        "When an item comes as the time runs out, `get_timeout` returns it or leaves it there.",
    )
    .on(Fifo::bounded(1))
    .thread("producer", [Put(1)])
    .main([GetTimeout(5)])
    .after([Len, TryGet, TryGet])
    .loom(false)
    .into()
}

fn timeout_hands_on() -> Scenario {
    let about = "A `get_timeout` that gives up takes nobody else's wake-up with it.";
    scenario("timeout-hands-on", about)
        .run(|| {
            let queue = Arc::new(Queue::unbounded());
            let hasty = {
                let queue = Arc::clone(&queue);
                // It puts an item back at once, so there is always one for the patient getter.
                thread::spawn(move || match queue.get_timeout(Duration::from_millis(5)) {
                    Ok(item) => queue.put(item).is_ok(),
                    Err(_) => true,
                })
            };
            let patient = {
                let queue = Arc::clone(&queue);
                thread::spawn(move || queue.get())
            };
            let put = queue.put("item");
            let got = patient.join().expect("a getter that ends has not panicked");
            let put_back = hasty.join().expect("a getter that ends has not panicked");
            check!(
                put.is_ok() && put_back && got == Ok("item"),
                Code::WrongAnswer,
                "`put` returned {put:?} and `get` returned {got:?} on an open queue."
            );
        })
        .loom(false)
}
