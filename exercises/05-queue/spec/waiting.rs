//! Several threads on an open queue: waiting, and being woken.

use grade::{Scenario, scenario};

use crate::{
    calls::Op::{Get, GetTimeout, IsEmpty, Join, Len, Put, TaskDone, TryGet, TryPut},
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
        try_get_makes_room(),
        three_getters_wait(),
        three_putters_wait(),
        length_while_one_more_comes(),
        length_while_one_goes(),
        length_beside_a_putter(),
        length_on_another_thread(),
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

fn try_get_makes_room() -> Scenario {
    scenario(
        "try-get-makes-room",
        "`try_get` alone wakes a producer that waits for room.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("producer", [Put(2)])
    .main([TryGet])
    .after([Get])
    .into()
}

fn three_getters_wait() -> Scenario {
    let threads = scenario(
        "three-getters-wait",
        "Three waiting getters, three items: each getter gets one.",
    )
    .on(Fifo::bounded(3))
    .thread("consumer 1", [Get])
    .thread("consumer 2", [Get])
    .thread("consumer 3", [Get])
    .main([Put(1), TryPut(2), Put(3)])
    .loom(false);
    Scenario::from(threads).preemptions(1)
}

fn three_putters_wait() -> Scenario {
    let threads = scenario(
        "three-putters-wait",
        "Three waiting producers, three places come free: each producer gets one.",
    )
    .on(Fifo::bounded(3))
    .before([Put(1), Put(2), Put(3)])
    .thread("producer 1", [Put(4)])
    .thread("producer 2", [Put(5)])
    .thread("producer 3", [Put(6)])
    .main([Get, TryGet, Get])
    .after([Get, Get, Get])
    .loom(false);
    Scenario::from(threads).preemptions(1)
}

fn length_while_one_more_comes() -> Scenario {
    scenario(
        "length-while-one-more-comes",
        "One item is inside, another comes and one goes: there is never none.",
    )
    .on(Fifo::bounded(2))
    .before([Put(1)])
    .thread("mover", [Put(2), Get])
    .main([IsEmpty, Len])
    .into()
}

fn length_while_one_goes() -> Scenario {
    scenario(
        "length-while-one-goes",
        "One item is inside, it goes and another comes: there are never two.",
    )
    .on(Fifo::bounded(2))
    .before([Put(1)])
    .thread("mover", [Get, Put(2)])
    .main([Len, IsEmpty])
    .into()
}

fn length_beside_a_putter() -> Scenario {
    scenario(
        "length-beside-a-putter",
        "An item whose `put` still waits for room is not inside.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("producer", [Put(2)])
    .main([Len, Get])
    .after([Len, IsEmpty, Get, IsEmpty])
    .into()
}

fn length_on_another_thread() -> Scenario {
    scenario(
        "length-on-another-thread",
        "A thread that looks beside another one's `put` and `get` sees what it got itself.",
    )
    .on(Fifo::bounded(2))
    .thread("observer", [Len, TryGet, Len])
    .main([Put(1), TryPut(2)])
    .after([Len])
    .into()
}
