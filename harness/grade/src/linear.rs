//! Whether a history is linearizable.
//!
//! The search is Wing and Gong's ("Testing and verifying concurrent objects", 1993): take any call
//! that no other unfinished one has to precede, let the model do it, and go on with the rest. As in
//! Lowe's "Testing for linearizability" (2017) it remembers the configurations (the set of calls
//! taken, and the model's state) from which it found no way on, and never enters one twice. A call
//! that is still under way may have taken effect or not.
//!
//! It knows nothing of threads or schedules: a history comes in, an answer goes out. It knows nothing of
//! an exercise either: operations, results and states are numbers, so that this is compiled once and not
//! with each spec, and a model is asked once what an operation may do in a state, not in each execution.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use crate::history::{Order, Phase};

/// A call, as the search sees it.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub thread: usize,
    pub phase: Phase,
    pub op: u32,
    pub ret: Option<u32>,
    pub called: u32,
    pub returned: u32,
}

/// A sequential model, as numbers.
pub(crate) trait Model {
    /// Every result that the operation may have in this state, and the state after it.
    fn outcomes(&mut self, state: u32, op: u32) -> Vec<(u32, u32)>;
    /// Whether a call that returned `seen` may have returned `ret`: a spec may leave a result open.
    fn agree(&self, seen: u32, ret: u32) -> bool;
}

/// What a model has said so far.
#[derive(Default)]
pub(crate) struct Memory {
    /// Where the outcomes of a state and an operation are.
    known: HashMap<(u32, u32), Range<usize>>,
    outcomes: Vec<(u32, u32)>,
}

impl Memory {
    fn ask(&mut self, model: &mut dyn Model, state: u32, op: u32) -> Range<usize> {
        if let Some(known) = self.known.get(&(state, op)) {
            return known.clone();
        }
        let from = self.outcomes.len();
        self.outcomes.extend(model.outcomes(state, op));
        let range = from..self.outcomes.len();
        self.known.insert((state, op), range.clone());
        range
    }
}

/// Whether some order of the calls explains every result.
pub(crate) fn explains(
    memory: &mut Memory,
    model: &mut dyn Model,
    start: u32,
    calls: &[Fact],
    order: Order,
) -> bool {
    Search::new(memory, model, calls, order).completes(0, start)
}

/// Every result that call number `free` could have had in an order that explains all others.
pub(crate) fn allowed(
    memory: &mut Memory,
    model: &mut dyn Model,
    start: u32,
    calls: &[Fact],
    order: Order,
    free: usize,
) -> Vec<u32> {
    let mut candidates = Vec::new();
    let mut calls = calls.to_vec();
    calls[free].ret = None;
    Search::new(memory, model, &calls, order).collect(
        0,
        start,
        free,
        &mut candidates,
        &mut HashSet::new(),
    );
    candidates.retain(|&ret| {
        calls[free].ret = Some(ret);
        explains(memory, model, start, &calls, order)
    });
    candidates
}

/// A set of calls, as bits.
type Taken = u64;

struct Search<'a> {
    memory: &'a mut Memory,
    model: &'a mut dyn Model,
    calls: &'a [Fact],
    order: Order,
    /// Indices of `calls` by the time of return, because that order often explains a history at once.
    likely: Vec<usize>,
    /// Calls that have returned, and so must have taken effect.
    required: Taken,
    /// Configurations that lead nowhere.
    dead: HashSet<(Taken, u32)>,
}

impl<'a> Search<'a> {
    fn new(
        memory: &'a mut Memory,
        model: &'a mut dyn Model,
        calls: &'a [Fact],
        order: Order,
    ) -> Self {
        assert!(
            calls.len() <= Taken::BITS as usize,
            "a scenario has at most 64 calls"
        );
        let mut likely: Vec<usize> = (0..calls.len()).collect();
        likely.sort_unstable_by_key(|&index| calls[index].returned);
        let required = (0..calls.len())
            .filter(|&index| calls[index].ret.is_some())
            .fold(0, |set, index| set | 1 << index);
        Search {
            memory,
            model,
            calls,
            order,
            likely,
            required,
            dead: HashSet::new(),
        }
    }

    /// Whether the calls that are not in `taken` can be ordered, beginning in `state`.
    fn completes(&mut self, taken: Taken, state: u32) -> bool {
        if taken & self.required == self.required {
            return true;
        }
        if self.dead.contains(&(taken, state)) {
            return false;
        }
        for position in 0..self.likely.len() {
            let next = self.likely[position];
            if !self.is_next(taken, next) {
                continue;
            }
            for outcome in self.memory.ask(self.model, state, self.calls[next].op) {
                let (ret, after) = self.memory.outcomes[outcome];
                if self.agrees(next, ret) && self.completes(taken | 1 << next, after) {
                    return true;
                }
            }
        }
        self.dead.insert((taken, state));
        false
    }

    /// Gathers what call number `free` returns in any state that an order of the others can reach.
    fn collect(
        &mut self,
        taken: Taken,
        state: u32,
        free: usize,
        found: &mut Vec<u32>,
        seen: &mut HashSet<(Taken, u32)>,
    ) {
        if !seen.insert((taken, state)) {
            return;
        }
        for next in 0..self.calls.len() {
            if !self.is_next(taken, next) {
                continue;
            }
            for outcome in self.memory.ask(self.model, state, self.calls[next].op) {
                let (ret, after) = self.memory.outcomes[outcome];
                if next == free {
                    if !found.iter().any(|&one| self.model.agree(one, ret)) {
                        found.push(ret);
                    }
                } else if self.agrees(next, ret) {
                    self.collect(taken | 1 << next, after, free, found, seen);
                }
            }
        }
    }

    /// Whether the call returned this, or may do so still.
    fn agrees(&self, call: usize, ret: u32) -> bool {
        let alike = |seen| seen == ret || self.model.agree(seen, ret);
        self.calls[call].ret.is_none_or(alike)
    }

    /// Whether `next` is not taken, and nothing else that is not taken has to precede it.
    fn is_next(&self, taken: Taken, next: usize) -> bool {
        let open = |index: usize| taken & 1 << index == 0;
        open(next) && !(0..self.calls.len()).any(|index| open(index) && self.precedes(index, next))
    }

    fn precedes(&self, first: usize, second: usize) -> bool {
        let (a, b) = (&self.calls[first], &self.calls[second]);
        match self.order {
            Order::RealTime => a.returned < b.called,
            Order::Program => a.phase < b.phase || (a.thread == b.thread && a.called < b.called),
        }
    }
}
