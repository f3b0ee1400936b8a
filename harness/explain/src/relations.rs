//! What the steps of an execution have to do with each other: which one is ordered after which, who could
//! have gone on, who was blocked on what. Worked out from the record, where an execution failed.
//!
//! The order is the happens-before of std's documentation and of C++20's atomics, as far as one execution
//! shows it: what a step synchronises with, not what follows from that and from each thread's own order.

use std::collections::HashMap;

use heddle_protocol::{Announced, Failure, ObjectKind, Op, Outcome, Step};

use crate::waits::blocked;

/// What there is to say of a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relations {
    /// Steps of other threads that this one comes after because it synchronises with them.
    pub follows: Vec<u64>,
    /// Threads that could not go on when it was made, and on what.
    pub blocked: Vec<Waiting>,
    /// Whether its thread could go on after it.
    pub could_go_on: bool,
}

/// A thread that could not go on at some step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// Which.
    pub thread: u32,
    /// What it waits to do; `None` where it never comes to it, and the end does not tell.
    pub op: Option<Op>,
    /// On what.
    pub object: Option<u32>,
}

/// Works it out for each step of an execution.
pub fn of(failure: &Failure) -> Vec<Relations> {
    let steps = &failure.steps;
    let stuck: Vec<&Announced> = blocked(failure).into_iter().map(|b| b.announced).collect();
    let mut order = Order::default();
    let lives = Lives::of(steps);
    // From the end, since what a thread waits for is what it does next.
    let mut next: HashMap<u32, &Step> = HashMap::new();
    let mut waiting: Vec<Vec<Waiting>> = Vec::new();
    for (index, step) in steps.iter().enumerate().rev() {
        waiting.push(lives.blocked(step, index, &next, &stuck));
        // That a call begins is no operation: it begins with its first one.
        if !step.op.is_bound_of_call() {
            next.insert(step.thread, step);
        }
    }
    (0..steps.len())
        .zip(waiting.into_iter().rev())
        .map(|(index, blocked)| Relations {
            follows: order.step(failure, index),
            blocked,
            could_go_on: could_go_on(steps, index, &stuck),
        })
        .collect()
}

fn could_go_on(steps: &[Step], index: usize, stuck: &[&Announced]) -> bool {
    let me = steps[index].thread;
    match steps.get(index + 1) {
        _ if steps[index].op == Op::End => false,
        Some(next) => next.thread == me || next.runnable >> me.min(63) & 1 == 1,
        None => stuck.iter().all(|blocked| blocked.thread != me),
    }
}

/// Between which steps each thread was there.
struct Lives(Vec<(u32, usize, usize)>);

impl Lives {
    fn of(steps: &[Step]) -> Self {
        let mut lives = vec![(0, 0, usize::MAX)];
        for (index, step) in steps.iter().enumerate() {
            match (step.op, &step.outcome) {
                (Op::Spawn, Outcome::Thread(child)) => lives.push((*child, index + 1, usize::MAX)),
                (Op::End, _) => {
                    let own = lives.iter_mut().filter(|(t, ..)| *t == step.thread);
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
        step: &Step,
        index: usize,
        next: &HashMap<u32, &Step>,
        stuck: &[&Announced],
    ) -> Vec<Waiting> {
        if step.runnable == 0 {
            return Vec::new(); // Nobody else could run, or nobody knows: loom does not say.
        }
        let there = self
            .0
            .iter()
            .filter(|(t, begin, end)| *t != step.thread && *begin <= index && index <= *end);
        there
            .map(|(t, ..)| *t)
            .filter(|t| step.runnable.checked_shr(*t).unwrap_or(1) & 1 == 0)
            .map(|thread| {
                let last = stuck.iter().find(|blocked| blocked.thread == thread);
                let waits = match next.get(&thread) {
                    Some(next) => Some((next.op, next.object)),
                    None => last.map(|last| (last.op, last.object)),
                };
                Waiting {
                    thread,
                    op: waits.map(|(op, _)| op),
                    object: waits.and_then(|(_, object)| object),
                }
            })
            .collect()
    }
}

/// What later steps may synchronise with.
#[derive(Default)]
struct Order {
    /// The unlock that ended the last hold of a lock by one thread alone.
    released: HashMap<u32, usize>,
    /// Unlocks by readers since then.
    readers: HashMap<u32, Vec<usize>>,
    /// Locks that each thread holds, the last one last, and whether alone.
    held: HashMap<u32, Vec<(u32, bool)>>,
    /// The lock that a thread in a wait gave back.
    given: HashMap<u32, u32>,
    /// The notification that a thread in a wait was woken by.
    notified: HashMap<u32, usize>,
    /// The write that heads the release sequence of an atomic.
    head: HashMap<u32, usize>,
    /// Messages in a channel, by its number and theirs.
    sent: HashMap<(u32, u64), usize>,
    /// The last use of what is made of a monitor.
    used: HashMap<u32, usize>,
    begun: HashMap<u32, usize>,
    ended: HashMap<u32, usize>,
    unparked: HashMap<u32, usize>,
}

impl Order {
    fn step(&mut self, failure: &Failure, index: usize) -> Vec<u64> {
        let steps = &failure.steps;
        let step = &steps[index];
        let me = step.thread;
        let mut after: Vec<usize> = self.begun.remove(&me).into_iter().collect();
        let kind = |object: u32| failure.objects.get(object as usize).map(|o| o.kind);
        match (step.op, &step.outcome, step.object) {
            (Op::Spawn, Outcome::Thread(child), _) => {
                self.begun.insert(*child, index);
            }
            (Op::End, ..) => {
                self.ended.insert(me, index);
            }
            (Op::Join, Outcome::Thread(child), _) => after.extend(self.ended.get(child)),
            (Op::Unpark, Outcome::Thread(target), _) => {
                self.unparked.insert(*target, index);
            }
            (Op::Park, Outcome::Done, _) => after.extend(self.unparked.remove(&me)),
            (_, _, Some(object)) => match kind(object) {
                Some(ObjectKind::Mutex | ObjectKind::RwLock) => {
                    self.lock(step, index, object, &mut after);
                }
                Some(ObjectKind::Condvar) => self.condvar(step, index, &mut after),
                Some(ObjectKind::Atomic(_)) => self.atomic(step, index, object, &mut after),
                Some(ObjectKind::Channel) => self.channel(step, index, object, &mut after),
                Some(ObjectKind::Barrier | ObjectKind::Once) => {
                    after.extend(self.used.insert(object, index));
                }
                Some(ObjectKind::Park) | None => {}
            },
            _ => {}
        }
        let other = |&earlier: &usize| steps[earlier].thread != me;
        let mut after: Vec<u64> = after.into_iter().filter(other).map(|i| i as u64).collect();
        after.sort_unstable();
        after.dedup();
        after
    }

    fn lock(&mut self, step: &Step, index: usize, lock: u32, after: &mut Vec<usize>) {
        let got = step.outcome == Outcome::Done;
        match step.op {
            Op::Lock | Op::TryLock | Op::Write | Op::TryWrite if got => {
                self.acquires(step.thread, lock, true, after);
            }
            Op::Read | Op::TryRead if got => self.acquires(step.thread, lock, false, after),
            Op::Unlock => self.releases(step.thread, lock, index),
            Op::Downgrade => {
                self.releases(step.thread, lock, index);
                let held = self.held.entry(step.thread).or_default();
                held.push((lock, false));
            }
            _ => {}
        }
    }

    fn acquires(&mut self, thread: u32, lock: u32, alone: bool, after: &mut Vec<usize>) {
        after.extend(self.released.get(&lock));
        if alone {
            after.extend(self.readers.remove(&lock).unwrap_or_default());
        }
        self.held.entry(thread).or_default().push((lock, alone));
    }

    fn releases(&mut self, thread: u32, lock: u32, index: usize) {
        let held = self.held.entry(thread).or_default();
        let own = held.iter().rposition(|(other, _)| *other == lock);
        let alone = own.is_none_or(|own| held.remove(own).1);
        if alone {
            self.released.insert(lock, index);
        } else {
            self.readers.entry(lock).or_default().push(index);
        }
    }

    fn condvar(&mut self, step: &Step, index: usize, after: &mut Vec<usize>) {
        let me = step.thread;
        match (step.op, &step.outcome) {
            (Op::Wait, _) => {
                let lock = self.held.entry(me).or_default().pop();
                if let Some((lock, _)) = lock {
                    self.given.insert(me, lock);
                    self.released.insert(lock, index);
                }
            }
            (_, Outcome::WokeOne(woken)) => {
                self.notified.insert(*woken, index);
            }
            (_, Outcome::WokeAll(woken)) => {
                let woken = woken.iter().map(|woken| (*woken, index));
                self.notified.extend(woken);
            }
            (Op::Wake, outcome) => {
                let notified = self.notified.remove(&me);
                // A wake-up for no reason, or by the clock, comes after nothing.
                if *outcome == Outcome::Done {
                    after.extend(notified);
                }
                if let Some(lock) = self.given.remove(&me) {
                    self.acquires(me, lock, true, after);
                }
            }
            _ => {}
        }
    }

    fn atomic(&mut self, step: &Step, index: usize, atomic: u32, after: &mut Vec<usize>) {
        let Some(order) = step.order else {
            return;
        };
        let writes = matches!(step.outcome, Outcome::Changed { .. });
        let stores = step.op == Op::Store;
        // loom may let a thread read what is older than the head: then there is no edge from it.
        let newest = !matches!(step.outcome, Outcome::Old { .. });
        if order.acquires() && !stores && newest {
            after.extend(self.head.get(&atomic));
        }
        if writes && order.releases() {
            self.head.insert(atomic, index);
        } else if writes && stores {
            self.head.remove(&atomic);
        }
    }

    fn channel(&mut self, step: &Step, index: usize, channel: u32, after: &mut Vec<usize>) {
        match step.outcome {
            Outcome::Sent(message) => {
                self.sent.insert((channel, message), index);
            }
            Outcome::Took(message) => after.extend(self.sent.remove(&(channel, message))),
            _ => {}
        }
    }
}
