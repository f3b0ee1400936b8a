//! Which moves of an execution could have come in the other order, and where the way there begins.
//!
//! *Before* is the smallest order in which a thread's moves come one after the other, and two moves whose order
//! matters come as they did. It is kept as vector clocks (Mattern, 1989): of each move, how many moves of each
//! thread come before it.

use heddle_runtime::{Effect, How, Relation, Shared, relation};

use super::{Moved, Node, Reduced};

/// How many moves of each thread come before.
type Clock = Vec<u32>;

/// What was done to one thing so far: by which move, and what.
type Uses = Vec<(usize, How)>;

/// The part of an execution that has been looked at.
#[derive(Default)]
struct Past {
    /// Of each move: what comes before it, itself included.
    clocks: Vec<Clock>,
    /// Of each move: which of its thread's moves it is, from 1.
    number: Vec<u32>,
    /// What comes before the next move of each thread, and the index of its last one.
    threads: Vec<(Clock, Option<usize>)>,
    uses: Vec<(Shared, Uses)>,
}

/// The moves that a move has to do with.
struct Met {
    /// What comes before it.
    before: Clock,
    /// What comes before it, but for a lock that was given back to it.
    ordered: Clock,
    /// What has to come before it in any order.
    settled: Clock,
    /// Moves that it could have come before, unless others between them tell.
    rivals: Vec<usize>,
    /// Where a lock was taken and given back that it had to wait for. What came between the two could not come
    /// after it unless they did, too.
    blocking: Vec<(usize, usize)>,
    /// Moves without which its wait might have been given up.
    because: Vec<usize>,
}

/// Puts on the lists of `search` what leads to the other order of each race among the first `seen` moves.
pub(super) fn find(search: &mut Reduced, seen: usize) {
    let Reduced {
        path,
        moves,
        effects,
        first_new,
        ..
    } = search;
    let mut past = Past::default();
    for (index, moved) in moves.iter().enumerate().take(seen) {
        let mut met = past.meets(moves, moved, &effects[moved.effects.clone()]);
        let mut want = |first: usize, threads: &[u32]| {
            if index >= *first_new
                && let Some(Node::Thread(fork)) = moves[first].fork.map(|fork| &mut path[fork])
            {
                fork.want_one_of(threads);
            }
        };
        for &first in &met.because {
            // It was waiting then, and could have given up.
            want(first, &[moved.thread]);
        }
        for first in std::mem::take(&mut met.rivals) {
            if !past.is_in(moves, first, &met.settled) {
                want(first, &past.initials(moves, first, index, &met));
                join(&mut met.settled, &past.clocks[first]);
            }
        }
        past.add(moved, index, met.before);
        if !moved.pending {
            past.note(index, &effects[moved.effects.clone()]);
        }
    }
}

impl Past {
    fn thread(&mut self, thread: u32) -> &mut (Clock, Option<usize>) {
        let index = thread as usize;
        if self.threads.len() <= index {
            self.threads.resize_with(index + 1, Default::default);
        }
        &mut self.threads[index]
    }

    /// Whether the move is in what the clock counts.
    fn is_in(&self, moves: &[Moved], index: usize, clock: &Clock) -> bool {
        let count = clock.get(moves[index].thread as usize);
        count.is_some_and(|&count| count >= self.number[index])
    }

    /// Whether a move came while a lock was held, and in no other order: it, too, took or gave it back perhaps.
    fn is_between(&self, moves: &[Moved], index: usize, held: &[(usize, usize)]) -> bool {
        held.iter().any(|&(taken, given)| {
            self.is_in(moves, taken, &self.clocks[index])
                && self.is_in(moves, index, &self.clocks[given])
        })
    }

    /// What the next move has to do with those before it.
    fn meets(&mut self, moves: &[Moved], moved: &Moved, effects: &[Effect]) -> Met {
        let (before, last) = self.thread(moved.thread).clone();
        let mut met = Met {
            settled: before.clone(),
            ordered: before.clone(),
            before,
            rivals: Vec::new(),
            blocking: Vec::new(),
            because: Vec::new(),
        };
        for effect in effects {
            let Some((_, uses)) = self.uses.iter().find(|(on, _)| *on == effect.on) else {
                continue;
            };
            let conflicting = |(index, how): &&(usize, How)| {
                let is_own = moves[*index].thread == moved.thread;
                !is_own && relation(*how, effect.how) != Relation::None
            };
            // The first change after it began to wait is what lets it go on.
            let woke = uses
                .iter()
                .filter(conflicting)
                .map(|&(index, _)| index)
                .find(|&index| effect.waited && last.is_none_or(|last| index > last));
            for (at, &(index, how)) in uses.iter().enumerate() {
                if !conflicting(&&(index, how)) {
                    continue;
                }
                let clock = &self.clocks[index];
                join(&mut met.before, clock);
                match relation(how, effect.how) {
                    _ if woke == Some(index) => met.because.push(index),
                    Relation::Because => met.because.push(index),
                    Relation::After => {
                        let taken = taken(moves, &uses[..=at], index);
                        met.blocking.extend(taken.map(|taken| (taken, index)));
                    }
                    _ => {
                        join(&mut met.ordered, clock);
                        met.rivals.push(index);
                    }
                }
            }
        }
        self.settle(moves, moved, &mut met);
        met
    }

    /// Of what was met: what has to come before, and which moves could have come after it.
    fn settle(&self, moves: &[Moved], moved: &Moved, met: &mut Met) {
        let of_its_own = met.settled.clone();
        met.blocking
            .retain(|&(take, _)| !self.is_in(moves, take, &of_its_own));
        for &index in &met.because {
            join(&mut met.settled, &self.clocks[index]);
            join(&mut met.ordered, &self.clocks[index]);
        }
        if !moved.had_deadline {
            met.because.clear();
        }
        let blocking = &met.blocking;
        met.rivals.retain(|&index| {
            let takes = |&(take, _): &(usize, usize)| take == index;
            blocking.iter().any(takes) || !self.is_between(moves, index, blocking)
        });
        met.rivals.sort_unstable_by(|one, other| other.cmp(one));
        met.rivals.dedup();
    }

    /// Adds a move that comes after these.
    fn add(&mut self, moved: &Moved, index: usize, mut before: Clock) {
        let slot = moved.thread as usize;
        if before.len() <= slot {
            before.resize(slot + 1, 0);
        }
        before[slot] += 1;
        self.number.push(before[slot]);
        *self.thread(moved.thread) = (before.clone(), Some(index));
        self.clocks.push(before);
    }

    /// Remembers what the move did.
    fn note(&mut self, index: usize, effects: &[Effect]) {
        for effect in effects {
            if let Shared::Start(thread) = effect.on {
                let clock = self.clocks[index].clone();
                self.thread(thread).0 = clock;
                continue;
            }
            let uses = match self.uses.iter().position(|(on, _)| *on == effect.on) {
                Some(at) => &mut self.uses[at].1,
                None => {
                    self.uses.push((effect.on, Uses::new()));
                    &mut self.uses.last_mut().expect("it was just added").1
                }
            };
            uses.push((index, effect.how));
        }
    }

    /// Of the moves after `first` that do not come after it, and then `last`, of which `met` tells: the threads
    /// of those that could come at once.
    fn initials(&self, moves: &[Moved], first: usize, last: usize, met: &Met) -> Vec<u32> {
        let comes_too_late = |index: usize| {
            let follows = self.is_in(moves, first, &self.clocks[index]);
            follows || self.is_between(moves, index, &met.blocking)
        };
        let mut between: Vec<usize> = (first + 1..last)
            .filter(|&index| !comes_too_late(index))
            .collect();
        between.push(last);
        let mut initials = Vec::new();
        let mut threads: Vec<u32> = Vec::new();
        for (at, &index) in between.iter().enumerate() {
            let thread = moves[index].thread;
            if threads.contains(&thread) {
                continue;
            }
            threads.push(thread);
            let clock = match index == last {
                true => &met.ordered,
                false => &self.clocks[index],
            };
            let needs = |&other: &usize| self.is_in(moves, other, clock);
            if !between[..at].iter().any(needs) {
                initials.push(thread);
            }
        }
        // The one whose order it is about first: that is the shortest way.
        initials.sort_by_key(|&thread| thread != moves[last].thread);
        initials
    }
}

/// Where the lock was taken that the last of these uses, a move of the thread that had it, gave back.
fn taken(moves: &[Moved], uses: &[(usize, How)], given: usize) -> Option<usize> {
    let takes = |(index, how): &&(usize, How)| {
        let is_own = moves[*index].thread == moves[given].thread;
        let take = matches!(how, How::Take | How::Share | How::TryTake | How::TryShare);
        is_own && take
    };
    uses.iter().rev().find(takes).map(|&(index, _)| index)
}

/// Makes `clock` count what `other` counts, too.
fn join(clock: &mut Clock, other: &Clock) {
    if clock.len() < other.len() {
        clock.resize(other.len(), 0);
    }
    for (own, &count) in clock.iter_mut().zip(other) {
        *own = (*own).max(count);
    }
}
