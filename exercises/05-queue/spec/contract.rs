//! What a queue has to do, as a sequential model, and what a violation of it is called.

use std::{
    collections::VecDeque,
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
};

use grade::{Call, Census, Code, Contract, History, Item, Violation};
use queue::{Closed, GetTimeoutError, Queue, TryGetError, TryPutError};

use crate::{
    calls::{Op, Ret},
    time::Clock,
};

/// A property that the model can be told to overlook, to find out whether it is the violated one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Overlook {
    Nothing,
    Capacity,
    Joins,
    TaskCount,
    Loss,
    Order,
}

/// A queue as the contract describes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fifo {
    capacity: Option<usize>,
    items: VecDeque<u32>,
    unfinished: usize,
    closed: bool,
    overlook: Overlook,
}

/// The learner's queue, and what became of its items.
pub struct Watched {
    queue: Queue<Item>,
    census: Census,
    /// Items that came out, or were given back: while they are kept, only the queue can drop one.
    out: Mutex<Vec<Item>>,
    clock: Clock,
}

impl Watched {
    /// Keeps an item that came out, and tells its number.
    fn keep(&self, item: Item) -> u32 {
        let id = item.id();
        self.out
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(item);
        id
    }

    /// What a `get_timeout` came to.
    fn got(&self, got: Result<Item, GetTimeoutError>) -> Ret {
        match got {
            Ok(item) => Ret::Item(self.keep(item)),
            Err(GetTimeoutError::Timeout) => Ret::Timeout,
            Err(GetTimeoutError::Closed) => Ret::Closed,
        }
    }
}

impl Fifo {
    /// A new queue with that capacity.
    pub fn bounded(capacity: usize) -> Self {
        Fifo {
            capacity: Some(capacity),
            ..Self::unbounded()
        }
    }

    /// A new queue without a capacity.
    pub fn unbounded() -> Self {
        Fifo {
            capacity: None,
            items: VecDeque::new(),
            unfinished: 0,
            closed: false,
            overlook: Overlook::Nothing,
        }
    }

    fn but(&self, overlook: Overlook) -> Self {
        Fifo {
            overlook,
            ..self.clone()
        }
    }

    fn is_full(&self) -> bool {
        self.capacity
            .is_some_and(|capacity| self.items.len() >= capacity)
    }

    /// The state is the same afterwards.
    fn stays(&self, ret: Ret) -> Vec<(Ret, Self)> {
        vec![(ret, self.clone())]
    }

    fn changed(&self, ret: Ret, change: impl FnOnce(&mut Self)) -> Vec<(Ret, Self)> {
        let mut after = self.clone();
        change(&mut after);
        vec![(ret, after)]
    }

    /// Putting an item in; `full` is what happens when there is no room.
    fn putting(&self, item: u32, full: Option<Ret>) -> Vec<(Ret, Self)> {
        if self.closed {
            return self.stays(Ret::Refused(item));
        }
        let mut outcomes = Vec::new();
        if self.is_full() {
            outcomes.extend(full.map(|ret| (ret, self.clone())));
        }
        if !self.is_full() || self.overlook == Overlook::Capacity {
            outcomes.extend(self.changed(Ret::Done, |after| {
                after.items.push_back(item);
                after.unfinished += 1;
            }));
        }
        outcomes
    }

    /// Taking an item out; `empty` is what happens when there is none.
    fn getting(&self, empty: Option<Ret>) -> Vec<(Ret, Self)> {
        let any_order = self.overlook == Overlook::Order;
        let reach = if any_order {
            self.items.len()
        } else {
            self.items.len().min(1)
        };
        let mut outcomes = Vec::new();
        for (index, item) in self.items.iter().take(reach).enumerate() {
            outcomes.extend(self.changed(Ret::Item(*item), |after| {
                after.items.remove(index);
            }));
        }
        if self.closed && (self.items.is_empty() || self.overlook == Overlook::Loss) {
            outcomes.extend(self.stays(Ret::Closed));
        } else if self.items.is_empty() {
            outcomes.extend(empty.map(|ret| (ret, self.clone())));
        }
        outcomes
    }
}

impl Contract for Fifo {
    type Object = Watched;
    type Op = Op;
    type Ret = Ret;

    fn create(&self) -> Watched {
        let queue = match self.capacity {
            Some(capacity) => {
                Queue::bounded(NonZeroUsize::new(capacity).expect("a capacity is not zero"))
            }
            None => Queue::unbounded(),
        };
        Watched {
            queue,
            census: Census::new(),
            out: Mutex::default(),
            clock: Clock::start(),
        }
    }

    fn apply(object: &Watched, op: &Op) -> Ret {
        let Watched {
            queue,
            census,
            clock,
            ..
        } = object;
        match *op {
            Op::Put(item) => match queue.put(census.item(item)) {
                Ok(()) => {
                    clock.item_is_there();
                    Ret::Done
                }
                Err(Closed(item)) => Ret::Refused(object.keep(item)),
            },
            Op::TryPut(item) => match queue.try_put(census.item(item)) {
                Ok(()) => {
                    clock.item_is_there();
                    Ret::Done
                }
                Err(TryPutError::Full(item)) => Ret::Full(object.keep(item)),
                Err(TryPutError::Closed(item)) => Ret::Refused(object.keep(item)),
            },
            Op::Get => match clock.somebody_gets(|| queue.get()) {
                Ok(item) => Ret::Item(object.keep(item)),
                Err(Closed(())) => Ret::Closed,
            },
            Op::TryGet => match clock.somebody_gets(|| queue.try_get()) {
                Ok(item) => Ret::Item(object.keep(item)),
                Err(TryGetError::Empty) => Ret::Empty,
                Err(TryGetError::Closed) => Ret::Closed,
            },
            Op::GetTimeout(millis) | Op::GetInLine(millis) => {
                object.got(clock.get_timeout(queue, millis, false))
            }
            Op::GetAlone(millis) => object.got(clock.get_timeout(queue, millis, true)),
            Op::TaskDone => match queue.task_done() {
                Ok(()) => Ret::Done,
                Err(queue::TooManyDone) => Ret::TooManyDone,
            },
            Op::Join => {
                queue.join();
                Ret::Unit
            }
            Op::Close => {
                queue.close();
                clock.is_closed();
                Ret::Unit
            }
            Op::SleepUntil(millis) => {
                clock.sleep_until(millis);
                Ret::Unit
            }
            Op::Len => Ret::Len(queue.len()),
            Op::IsEmpty => Ret::IsEmpty(queue.is_empty()),
        }
    }

    fn outcomes(&self, op: &Op) -> Vec<(Ret, Self)> {
        match *op {
            Op::Put(item) => self.putting(item, None),
            Op::TryPut(item) => self.putting(item, Some(Ret::Full(item))),
            Op::Get => self.getting(None),
            Op::TryGet => self.getting(Some(Ret::Empty)),
            Op::GetTimeout(_) | Op::GetAlone(_) => self.getting(Some(Ret::Timeout)),
            Op::GetInLine(_) => {
                let mut outcomes = self.getting(None);
                outcomes.extend(self.stays(Ret::Timeout));
                outcomes
            }
            Op::SleepUntil(_) => self.stays(Ret::Unit),
            Op::TaskDone => match self.unfinished {
                0 if self.overlook == Overlook::TaskCount => self.stays(Ret::Done),
                0 => self.stays(Ret::TooManyDone),
                _ => self.changed(Ret::Done, |after| after.unfinished -= 1),
            },
            Op::Join if self.unfinished > 0 && self.overlook != Overlook::Joins => vec![],
            Op::Join => self.stays(Ret::Unit),
            Op::Close => self.changed(Ret::Unit, |after| after.closed = true),
            Op::Len => self.stays(Ret::Len(self.items.len())),
            Op::IsEmpty => self.stays(Ret::IsEmpty(self.items.is_empty())),
        }
    }

    fn diagnose(&self, history: &History<Self>) -> Violation {
        let complaint = history.complaint(self);
        let says = |code, text: String| Violation::new(code, format!("{text} {complaint}"));
        // What goes wrong while one thread alone makes calls has nothing to do with another.
        let split = if history.is_concurrent() {
            Code::AtomicityViolation
        } else {
            Code::WrongAnswer
        };
        let violates = |property| history.fits(&self.but(property));

        if let Some(item) = delivered_twice(history) {
            return Violation::new(Code::LostItem, format!("Item {item} was delivered twice."));
        }
        if violates(Overlook::Joins) {
            let text = "`join()` returned while the work on some item was not done.";
            return Violation::new(Code::EarlyReturn, text);
        }
        if violates(Overlook::Capacity) {
            let capacity = self.capacity.unwrap_or_default();
            return says(
                split,
                format!("The queue held more items than its capacity of {capacity}."),
            );
        }
        if violates(Overlook::Loss) {
            return says(
                Code::LostItem,
                "The queue said Closed with an item still in it.".into(),
            );
        }
        if violates(Overlook::TaskCount) {
            return says(split, "More tasks were done than items put.".into());
        }
        if violates(Overlook::Order) {
            return says(
                Code::WrongAnswer,
                "The items came out in another order.".into(),
            );
        }
        let refused = |ret: Ret| {
            use Ret::{Closed, Empty, Full, Refused, Timeout};
            matches!(ret, Refused(_) | Full(_) | Closed | Empty | Timeout)
        };
        // Saying no without a reason is a wrong answer, whoever else was there. But a call that has to
        // wait, and gave up only when the moment was unlucky, woke and did not look again.
        let gave_up = history.took_bad_luck() && history.allowed(self).is_empty();
        let code = match history.last().and_then(|last| last.ret) {
            _ if gave_up => Code::AtomicityViolation,
            Some(ret) if refused(ret) => Code::WrongAnswer,
            _ => split,
        };
        Violation::new(code, complaint)
    }

    fn inspect(object: &Watched) -> Option<Violation> {
        let item = object.census.gone()?;
        Some(Violation::new(
            Code::LostItem,
            format!("The queue dropped item {item}, which was neither given out nor given back."),
        ))
    }

    fn finish(
        Watched {
            queue, census, out, ..
        }: Watched,
    ) {
        drop((queue, out));
        census.check_each_dropped_once();
    }
}

/// The number of an item that two calls gave out. Each item is put once.
fn delivered_twice(history: &History<Fifo>) -> Option<u32> {
    let given = |call: &Call<Op, Ret>| match (call.op, call.ret) {
        (_, Some(Ret::Item(item))) => Some(item),
        _ => None,
    };
    let items: Vec<u32> = history.calls().iter().filter_map(given).collect();
    items
        .iter()
        .enumerate()
        .find(|(index, item)| items[..*index].contains(item))
        .map(|(_, i)| *i)
}
