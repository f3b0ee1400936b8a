//! What the steps of an execution have to do with each other: which one is ordered after which, who could
//! have gone on, who was blocked on what. Worked out from the record, where an execution failed.
//!
//! The order is the happens-before of std's documentation and of C++20's atomics, as far as one execution
//! shows it: what a step synchronises with, not what follows from that and from each thread's own order.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::Ordering;

use heddle_protocol::{Blocked, Waiting};

use crate::Kind;
use crate::lock::SPURIOUS;
use crate::object::ObjectId;
use crate::trace::{Record, Value};

/// What there is to say of a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Relations {
    /// Steps of other threads that this one comes after because it synchronises with them.
    pub follows: Vec<u64>,
    /// Threads that could not go on when it was made, and on what.
    pub blocked: Vec<Waiting>,
    /// Whether its thread could go on after it.
    pub could_go_on: bool,
}

/// Works it out for each record of an execution. `stuck`: who is blocked at the end.
pub(crate) fn of(
    trace: &[Record],
    kind: impl Fn(ObjectId) -> Kind,
    stuck: &[Blocked],
) -> Vec<Relations> {
    let mut order = Order::default();
    let lives = Lives::of(trace);
    // From the end, since what a thread waits for is what it does next.
    let mut next: HashMap<u32, &Record> = HashMap::new();
    let mut waiting: Vec<Vec<Waiting>> = Vec::new();
    for (index, record) in trace.iter().enumerate().rev() {
        waiting.push(lives.blocked(record, index, &next, stuck));
        // That a call begins is no operation: it begins with its first one.
        if !matches!(record.op.0, "call" | "return") {
            next.insert(record.thread, record);
        }
    }
    (0..trace.len())
        .zip(waiting.into_iter().rev())
        .map(|(index, blocked)| Relations {
            follows: order.step(trace, index, &kind),
            blocked,
            could_go_on: could_go_on(trace, index, stuck),
        })
        .collect()
}

fn could_go_on(trace: &[Record], index: usize, stuck: &[Blocked]) -> bool {
    let me = trace[index].thread;
    match trace.get(index + 1) {
        _ if trace[index].op.0 == "end" => false,
        Some(next) => next.thread == me || next.runnable >> me.min(63) & 1 == 1,
        None => stuck.iter().all(|blocked| blocked.thread != me),
    }
}

/// Between which steps each thread was there.
struct Lives(Vec<(u32, usize, usize)>);

impl Lives {
    fn of(trace: &[Record]) -> Self {
        let mut lives = vec![(0, 0, usize::MAX)];
        for (index, record) in trace.iter().enumerate() {
            match (record.op.0, &record.value) {
                ("spawn", Value::Thread(child)) => lives.push((*child, index + 1, usize::MAX)),
                ("end", _) => {
                    let own = lives.iter_mut().filter(|(t, ..)| *t == record.thread);
                    own.for_each(|(.., end)| *end = index);
                }
                _ => {}
            }
        }
        Lives(lives)
    }

    /// Threads that had begun and not ended, and were not among those that could run.
    fn blocked(
        &self,
        record: &Record,
        index: usize,
        next: &HashMap<u32, &Record>,
        stuck: &[Blocked],
    ) -> Vec<Waiting> {
        if record.runnable == 0 {
            return Vec::new(); // Nobody else could run, or nobody knows: loom does not say.
        }
        let there = self
            .0
            .iter()
            .filter(|(t, begin, end)| *t != record.thread && *begin <= index && index <= *end);
        there
            .map(|(t, ..)| *t)
            .filter(|t| record.runnable.checked_shr(*t).unwrap_or(1) & 1 == 0)
            .map(|thread| {
                let last = stuck.iter().find(|blocked| blocked.thread == thread);
                match next.get(&thread) {
                    Some(next) => Waiting {
                        thread,
                        operation: next.op.0.to_owned(),
                        object: next.object,
                    },
                    None => Waiting {
                        thread,
                        operation: last.map_or_else(String::new, |last| last.operation.clone()),
                        object: last.and_then(|last| last.object),
                    },
                }
            })
            .collect()
    }
}

/// What later steps may synchronise with.
#[derive(Default)]
struct Order {
    /// The unlock that ended the last hold of a lock by one thread alone.
    released: HashMap<ObjectId, usize>,
    /// Unlocks by readers since then.
    readers: HashMap<ObjectId, Vec<usize>>,
    /// Locks that each thread holds, the last one last, and whether alone.
    held: HashMap<u32, Vec<(ObjectId, bool)>>,
    /// The lock that a thread in a wait gave back.
    given: HashMap<u32, ObjectId>,
    /// The notification that a thread in a wait was woken by.
    notified: HashMap<u32, usize>,
    /// Who waits on a condition variable.
    waiters: HashMap<ObjectId, Vec<u32>>,
    /// The write that heads the release sequence of an atomic.
    head: HashMap<ObjectId, usize>,
    /// Messages in a channel.
    sent: HashMap<ObjectId, VecDeque<usize>>,
    /// The last use of what is made of a monitor.
    used: HashMap<ObjectId, usize>,
    begun: HashMap<u32, usize>,
    ended: HashMap<u32, usize>,
    unparked: HashMap<u32, usize>,
}

impl Order {
    fn step(
        &mut self,
        trace: &[Record],
        index: usize,
        kind: &impl Fn(ObjectId) -> Kind,
    ) -> Vec<u64> {
        let record = &trace[index];
        let me = record.thread;
        let mut after: Vec<usize> = self.begun.remove(&me).into_iter().collect();
        match (record.op.0, &record.value, record.object) {
            ("spawn", Value::Thread(child), _) => {
                self.begun.insert(*child, index);
            }
            ("end", ..) => {
                self.ended.insert(me, index);
            }
            ("join", Value::Thread(child), _) => after.extend(self.ended.get(child)),
            ("unpark", Value::Thread(target), _) => {
                self.unparked.insert(*target, index);
            }
            ("park", Value::None, _) => after.extend(self.unparked.remove(&me)),
            (_, _, Some(object)) => match kind(object) {
                Kind::Mutex | Kind::RwLock => self.lock(record, index, object, &mut after),
                Kind::Condvar => self.condvar(record, index, object, &mut after),
                Kind::Atomic(_) => self.atomic(record, index, object, &mut after),
                Kind::Channel => self.channel(record, index, object, &mut after),
                Kind::Barrier | Kind::Once | Kind::Scope => {
                    after.extend(self.used.insert(object, index));
                }
                Kind::Park => {}
            },
            _ => {}
        }
        let other = |&earlier: &usize| trace[earlier].thread != me;
        let mut after: Vec<u64> = after.into_iter().filter(other).map(|i| i as u64).collect();
        after.sort_unstable();
        after.dedup();
        after
    }

    fn lock(&mut self, record: &Record, index: usize, lock: ObjectId, after: &mut Vec<usize>) {
        let got = record.value == Value::None;
        match record.op.0 {
            "lock" | "try_lock" | "write" | "try_write" if got => {
                self.acquires(record.thread, lock, true, after);
            }
            "read" | "try_read" if got => self.acquires(record.thread, lock, false, after),
            "unlock" => self.releases(record.thread, lock, index),
            "downgrade" => {
                self.releases(record.thread, lock, index);
                self.held
                    .entry(record.thread)
                    .or_default()
                    .push((lock, false));
            }
            _ => {}
        }
    }

    fn acquires(&mut self, thread: u32, lock: ObjectId, alone: bool, after: &mut Vec<usize>) {
        after.extend(self.released.get(&lock));
        if alone {
            after.extend(self.readers.remove(&lock).unwrap_or_default());
        }
        self.held.entry(thread).or_default().push((lock, alone));
    }

    fn releases(&mut self, thread: u32, lock: ObjectId, index: usize) {
        let held = self.held.entry(thread).or_default();
        let own = held.iter().rposition(|(other, _)| *other == lock);
        let alone = own.is_none_or(|own| held.remove(own).1);
        if alone {
            self.released.insert(lock, index);
        } else {
            self.readers.entry(lock).or_default().push(index);
        }
    }

    fn condvar(
        &mut self,
        record: &Record,
        index: usize,
        condvar: ObjectId,
        after: &mut Vec<usize>,
    ) {
        let me = record.thread;
        let waiters = self.waiters.entry(condvar).or_default();
        match (record.op.0, &record.value) {
            ("wait", _) => {
                waiters.push(me);
                let lock = self.held.entry(me).or_default().pop();
                if let Some((lock, _)) = lock {
                    self.given.insert(me, lock);
                    self.released.insert(lock, index);
                }
            }
            ("notify_one", Value::Thread(woken)) => {
                waiters.retain(|waiter| waiter != woken);
                self.notified.insert(*woken, index);
            }
            ("notify_all", _) => {
                let woken = std::mem::take(waiters).into_iter();
                self.notified.extend(woken.map(|woken| (woken, index)));
            }
            ("wake", value) => {
                waiters.retain(|waiter| *waiter != me);
                let notified = self.notified.remove(&me);
                // A wake-up for no reason, or by the clock, comes after nothing.
                if !matches!(value, Value::Word(word) if *word == SPURIOUS) {
                    after.extend(notified);
                }
                if let Some(lock) = self.given.remove(&me) {
                    self.acquires(me, lock, true, after);
                }
            }
            _ => {}
        }
    }

    fn atomic(&mut self, record: &Record, index: usize, atomic: ObjectId, after: &mut Vec<usize>) {
        let Some(order) = record.order else {
            return;
        };
        let acquires = matches!(
            order,
            Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst
        );
        let releases = matches!(
            order,
            Ordering::Release | Ordering::AcqRel | Ordering::SeqCst
        );
        let writes = matches!(record.value, Value::Change(..));
        let stores = record.op.0 == "store";
        // loom may let a thread read what is older than the head: then there is no edge from it.
        let newest = !matches!(record.value, Value::Old(..));
        if acquires && !stores && newest {
            after.extend(self.head.get(&atomic));
        }
        if writes && releases {
            self.head.insert(atomic, index);
        } else if writes && stores {
            self.head.remove(&atomic);
        }
    }

    fn channel(
        &mut self,
        record: &Record,
        index: usize,
        channel: ObjectId,
        after: &mut Vec<usize>,
    ) {
        let done = record.value == Value::None;
        let messages = self.sent.entry(channel).or_default();
        match record.op.0 {
            "send" | "try_send" if done => messages.push_back(index),
            "recv" | "try_recv" | "recv_timeout" if done => after.extend(messages.pop_front()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
