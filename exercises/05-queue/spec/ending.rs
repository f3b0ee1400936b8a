//! Several threads at the end of the work: closing a queue, and waiting until all is done.

use std::sync::Arc;

use grade::{Code, Scenario, check, scenario};
use heddle::{
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    thread,
};
use queue::Queue;

use crate::{
    calls::Op::{Close, Get, Join, Put, TaskDone, TryGet, TryPut},
    contract::Fifo,
    time::closed_in_time,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        close_wakes_getters(),
        close_wakes_putters(),
        closed_in_time(),
        close_in_the_flow(),
        close_is_one_step(),
        join_waits(),
        join_waits_for_more(),
        join_wakes_everyone(),
        join_sees_the_work(),
        one_task_done_too_many(),
        waiting_puts_do_not_count(),
        joiner_beside_a_putter(),
        joiner_beside_a_getter(),
        try_put_beside_close(),
        joined_twice(),
        joined_again(),
        three_join(),
        works_for_another(),
    ]
}

fn close_wakes_getters() -> Scenario {
    scenario(
        "close-wakes-getters",
        "`close` wakes every waiting getter, and each hears Closed.",
    )
    .on(Fifo::bounded(1))
    .thread("consumer 1", [Get])
    .thread("consumer 2", [Get])
    .main([Close])
    .into()
}

fn close_wakes_putters() -> Scenario {
    scenario(
        "close-wakes-putters",
        "`close` wakes every waiting producer, and each gets its item back.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("producer 1", [Put(2)])
    .thread("producer 2", [Put(3)])
    .main([Close])
    .after([Get, Get])
    .into()
}

fn close_in_the_flow() -> Scenario {
    scenario(
        "close-in-the-flow",
        "Whenever `close` comes, what was accepted is delivered, and what was not is given back.",
    )
    .on(Fifo::bounded(1))
    .thread("producer", [Put(1), Put(2)])
    .thread("consumer", [Get, Get])
    .main([Close])
    .after([Get, TryGet])
    .into()
}

fn join_waits() -> Scenario {
    scenario(
        "join-waits",
        "`join` waits for the work on an item, not just until the item has been taken out.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("worker", [Get, TaskDone])
    .main([Join])
    .into()
}

fn join_waits_for_more() -> Scenario {
    scenario(
        "join-waits-for-more",
        "`join` waits also for items that come while it waits.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("worker", [Get, Put(2), TaskDone, Get, TaskDone])
    .main([Join])
    .into()
}

fn join_wakes_everyone() -> Scenario {
    scenario(
        "join-wakes-everyone",
        "The last `task_done` wakes every `join`; closing the queue wakes none.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("worker", [Get, TaskDone])
    .thread("boss", [Join])
    .main([Close, Join])
    .into()
}

fn join_sees_the_work() -> Scenario {
    let about = "What a worker wrote before its `task_done` can be read after `join`.";
    scenario("join-sees-the-work", about).run(|| {
        let shared = Arc::new((Queue::unbounded(), AtomicU32::new(0)));
        let put = shared.0.put("item");
        let worker = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (queue, result) = &*shared;
                let got = queue.get();
                // Relaxed on both sides: it is the queue that has to order the write and the read.
                result.store(42, Relaxed);
                (got, queue.task_done())
            })
        };
        let (queue, result) = &*shared;
        queue.join();
        let seen = result.load(Relaxed);
        check!(
            seen == 42,
            Code::MemoryOrdering,
            "`join` returned, but what the worker wrote before `task_done` is not there yet: the \
             result is {seen}, not 42."
        );
        let worker = worker.join().expect("a worker that ends has not panicked");
        check!(
            put.is_ok() && worker == (Ok("item"), Ok(())),
            Code::WrongAnswer,
            "`put` returned {put:?}; `get` and `task_done` returned {worker:?}."
        );
    })
}

fn one_task_done_too_many() -> Scenario {
    scenario(
        "one-task-done-too-many",
        "Of two `task_done` for one item, one is refused.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1), Get])
    .thread("worker", [TaskDone])
    .main([TaskDone])
    .after([TaskDone, Join])
    .into()
}

fn waiting_puts_do_not_count() -> Scenario {
    scenario(
        "waiting-puts-do-not-count",
        "An item whose `put` still waits for room is not unfinished yet.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("producer", [Put(2)])
    .main([TaskDone, TaskDone, Get])
    .after([Get])
    .into()
}

fn joiner_beside_a_putter() -> Scenario {
    scenario(
        "joiner-beside-a-putter",
        "While one thread waits in `join`, a `get` still wakes the producer that waits for room.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1)])
    .thread("producer", [Put(2)])
    .thread("boss", [Join])
    .main([Get, Get, TaskDone, TaskDone])
    .into()
}

fn joiner_beside_a_getter() -> Scenario {
    scenario(
        "joiner-beside-a-getter",
        "While one thread waits in `join`, a `put` still wakes the consumer that waits for an item.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1), Get])
    .thread("worker", [Get, TaskDone])
    .thread("boss", [Join])
    .main([Put(2), TaskDone])
    .into()
}

fn close_is_one_step() -> Scenario {
    scenario(
        "close-is-one-step",
        "Once `close` has been seen on one side of the queue, it is closed on the other side too.",
    )
    .on(Fifo::bounded(1))
    .thread("closer", [Close])
    .main([TryPut(1), TryGet, TryGet])
    .into()
}

fn try_put_beside_close() -> Scenario {
    scenario(
        "try-put-beside-close",
        "Once a `try_get` has said Closed, nothing comes any more, whatever is on its way.",
    )
    .on(Fifo::bounded(1))
    .thread("producer", [TryPut(1)])
    .main([Close, TryGet])
    .after([TryGet, TaskDone])
    .into()
}

fn joined_again() -> Scenario {
    scenario(
        "joined-again",
        "While one `join` returns, an item is put: a `join` that begins then waits for it.",
    )
    .on(Fifo::bounded(1))
    .before([Put(1), Get])
    .thread("boss", [Join])
    .thread("producer", [Put(2), Join])
    .main([TaskDone, Get, TaskDone])
    .into()
}

fn joined_twice() -> Scenario {
    scenario(
        "joined-twice",
        "A second `join` waits for what was put after the first.",
    )
    .on(Fifo::unbounded())
    .before([Put(1)])
    .thread("worker", [Get, TaskDone, Get, TaskDone])
    .main([Join, Put(2), Join])
    .into()
}

fn three_join() -> Scenario {
    let threads = scenario(
        "three-join",
        "The last `task_done` wakes every `join`, and there are three.",
    )
    .on(Fifo::bounded(2))
    .before([Put(1), Put(2), Get, Get])
    .thread("boss 1", [Join])
    .thread("boss 2", [Join])
    .thread("worker", [TaskDone])
    .main([TaskDone, Join])
    .loom(false);
    Scenario::from(threads).preemptions(0)
}

/// The same as `join-sees-the-work` with the roles exchanged, and a worker more.
fn works_for_another() -> Scenario {
    let about =
        "What two workers wrote before their `task_done` can be read by another after `join`.";
    scenario("join-sees-all-work", about).run(|| {
        let shared = Arc::new((Queue::unbounded(), [AtomicU32::new(0), AtomicU32::new(0)]));
        let put = [shared.0.put(0), shared.0.put(1)];
        let work = |(queue, results): &(Queue<usize>, [AtomicU32; 2])| {
            let got = queue.try_get();
            if let Ok(item) = got {
                results[item].store(42, Relaxed);
            }
            got.is_ok() && queue.task_done().is_ok()
        };
        let boss = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (queue, results) = &*shared;
                queue.join();
                results.each_ref().map(|result| result.load(Relaxed))
            })
        };
        let worker = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || work(&shared))
        };
        let worked = work(&shared);
        let seen = boss.join().expect("a thread that ends has not panicked");
        let worked = worked & worker.join().expect("a worker that ends has not panicked");
        check!(
            seen == [42; 2],
            Code::MemoryOrdering,
            "`join` returned, but what the workers wrote before `task_done` is not there yet: the results \
             are {seen:?}, not 42 and 42."
        );
        check!(
            worked && put == [Ok(()), Ok(())],
            Code::WrongAnswer,
            "There was an item for each of two workers, and `try_get` or `task_done` refused one."
        );
    })
}
