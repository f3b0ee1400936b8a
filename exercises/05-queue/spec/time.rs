//! Waiting for a while: how `get_timeout` is timed, and the scenarios about it.
//!
//! Time is a choice of the search: whether an item or the end of the time comes first. What can always be
//! told is that a call gave up before its time, that it waited for longer, and that it slept on when the
//! queue had been closed. That it slept beside an item can be told where nobody else gets one.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant as Moment},
};

use grade::{Code, Item, Scenario, Timed, check, scenario};
use heddle::{thread, time::Instant};
use queue::{GetTimeoutError, Queue};

use crate::{
    calls::Op::{
        Close, Get, GetAlone, GetInLine, GetTimeout, Len, Put, SleepUntil, TryGet, TryPut,
    },
    contract::Fifo,
};

/// Longer than any check takes.
const LONG: u64 = 60_000;

/// When things happened in one execution.
pub struct Clock {
    began: Instant,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// Since when an item has been there that nobody began to get.
    item_since: Option<Moment>,
    closed_since: Option<Moment>,
}

impl Clock {
    pub fn start() -> Self {
        Clock {
            began: Instant::now(),
            seen: Mutex::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An item was put.
    pub fn item_is_there(&self) {
        let now = grade::time();
        self.seen().item_since = Some(now);
    }

    /// `close` returned.
    pub fn is_closed(&self) {
        let now = grade::time();
        self.seen().closed_since.get_or_insert(now);
    }

    /// A call that may get an item.
    pub fn somebody_gets<R>(&self, call: impl FnOnce() -> R) -> R {
        self.seen().item_since = None;
        call()
    }

    pub fn sleep_until(&self, millis: u64) {
        let until = Duration::from_millis(millis);
        thread::sleep(until.saturating_sub(self.began.elapsed()));
    }

    /// `get_timeout`, which must give up neither before its time nor long after, nor beside a closed queue;
    /// where it gets `alone`, nor beside an item.
    pub fn get_timeout(
        &self,
        queue: &Queue<Item>,
        millis: u64,
        alone: bool,
    ) -> Result<Item, GetTimeoutError> {
        let timeout = Duration::from_millis(millis);
        let call = Timed {
            name: "get_timeout",
            timeout,
            gave_up: "Err(Timeout)",
        };
        let there = || {
            let seen = self.seen();
            let item = seen.item_since.filter(|_| alone);
            let item = item.map(|since| ("An item was there", since));
            item.or(seen
                .closed_since
                .map(|since| ("The queue was closed", since)))
        };
        call.call(
            |got| matches!(got, Err(GetTimeoutError::Timeout)),
            there,
            || queue.get_timeout(timeout),
        )
    }
}

pub fn scenarios() -> Vec<Scenario> {
    vec![
        item_comes_in_time("item-in-time", [Put(1)]),
        item_comes_in_time("tried-item-in-time", [TryPut(1)]),
        item_or_timeout(),
        item_is_gone(),
        woken_for_nothing(),
        woken_behind_another(),
        timeout_hands_on("timeout-hands-on", 1),
        timeout_hands_on("timeout-hands-on-to-two", 2),
    ]
}

fn item_comes_in_time(name: &'static str, put: [crate::calls::Op; 1]) -> Scenario {
    scenario(
        name,
        "`get_timeout` returns an item that comes while it waits, or leaves it there.",
    )
    .on(Fifo::bounded(1))
    .thread("producer", put)
    .main([GetAlone(LONG)])
    .after([Len, TryGet])
    .loom(false)
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

/// Told among the other scenarios about closing.
pub fn closed_in_time() -> Scenario {
    scenario(
        "closed-in-time",
        "`close` wakes a waiting `get_timeout`, and a waiting `get` beside it.",
    )
    .on(Fifo::bounded(1))
    .thread("hurried", [GetTimeout(LONG)])
    .thread("patient", [Get])
    .main([Close])
    .loom(false)
    .into()
}

fn item_is_gone() -> Scenario {
    scenario(
        "item-is-gone",
        "A `get_timeout` that is woken for an item, and finds it gone, waits for the rest of its time.",
    )
    .on(Fifo::bounded(1))
    .thread("producer", [Put(1), TryGet])
    .main([GetTimeout(20)])
    .loom(false)
    .into()
}

fn woken_for_nothing() -> Scenario {
    scenario(
        "woken-for-nothing",
        "Being woken without an item does not begin the time of `get_timeout` anew.",
    )
    .on(Fifo::bounded(1))
    .thread("producer", [SleepUntil(96), Put(1), TryGet])
    .main([GetTimeout(100)])
    .loom(false)
    .into()
}

fn woken_behind_another() -> Scenario {
    let threads = scenario(
        "woken-behind-another",
        "An item that goes to another one who waits does not begin a timeout anew.",
    )
    .on(Fifo::bounded(1))
    .thread("ahead", [GetInLine(150)])
    .thread("producer", [SleepUntil(96), Put(1)])
    .main([GetInLine(100)])
    .loom(false);
    Scenario::from(threads).preemptions(1)
}

fn timeout_hands_on(name: &'static str, patient: usize) -> Scenario {
    let about = "A `get_timeout` that gives up takes nobody else's wake-up with it.";
    scenario(name, about)
        .run(move || {
            let queue = Arc::new(Queue::unbounded());
            let hasty = {
                let queue = Arc::clone(&queue);
                // It puts an item back at once, so there is always one for each patient getter.
                thread::spawn(move || match queue.get_timeout(Duration::from_millis(5)) {
                    Ok(item) => queue.put(item).is_ok(),
                    Err(_) => true,
                })
            };
            let getters: Vec<_> = (0..patient)
                .map(|_| {
                    let queue = Arc::clone(&queue);
                    thread::spawn(move || queue.get())
                })
                .collect();
            if patient > 1 {
                // The others line up.
                thread::yield_now();
            }
            let mut put = (0..patient).all(|_| queue.put("item").is_ok());
            for getter in getters {
                let got = getter.join().expect("a getter that ends has not panicked");
                check!(
                    got == Ok("item"),
                    Code::WrongAnswer,
                    "`get` returned {got:?} on an open queue."
                );
            }
            put &= hasty.join().expect("a getter that ends has not panicked");
            check!(
                put && queue.is_empty(),
                Code::WrongAnswer,
                "Each item was put and got, and the queue is closed or not empty."
            );
        })
        .preemptions(if patient > 1 { 1 } else { 2 })
        .loom(false)
}
