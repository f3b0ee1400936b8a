//! Whether a history is linearizable.
//!
//! The search is Wing and Gong's ("Testing and verifying concurrent objects", 1993): take any call
//! that no other unfinished one has to precede, let the model do it, and go on with the rest. As in
//! Lowe's "Testing for linearizability" (2017) it remembers the configurations (the set of calls
//! taken, and the model's state) from which it found no way on, and never enters one twice. A call
//! that is still under way may have taken effect or not.
//!
//! It knows nothing of threads or schedules: a history comes in, an answer goes out.

use std::collections::HashSet;

use crate::{
    Contract,
    history::{Call, Order},
};

/// Whether some order of the calls explains every result.
pub(crate) fn explains<C: Contract>(
    start: &C,
    calls: &[Call<C::Op, C::Ret>],
    order: Order,
) -> bool {
    Search::new(calls, order).completes(0, start)
}

/// Every result that call number `free` could have had in an order that explains all others.
pub(crate) fn allowed<C: Contract>(
    start: &C,
    calls: &[Call<C::Op, C::Ret>],
    order: Order,
    free: usize,
) -> Vec<C::Ret> {
    let mut candidates = Vec::new();
    let mut calls = calls.to_vec();
    calls[free].ret = None;
    Search::new(&calls, order).collect(0, start, free, &mut candidates, &mut HashSet::new());
    candidates.retain(|ret| {
        calls[free].ret = Some(ret.clone());
        explains(start, &calls, order)
    });
    candidates
}

/// A set of calls, as bits.
type Taken = u64;

struct Search<'a, C: Contract> {
    calls: &'a [Call<C::Op, C::Ret>],
    order: Order,
    /// Indices of `calls` by the time of return, because that order often explains a history at once.
    likely: Vec<usize>,
    /// Calls that have returned, and so must have taken effect.
    required: Taken,
    /// Configurations that lead nowhere.
    dead: HashSet<(Taken, C)>,
}

impl<'a, C: Contract> Search<'a, C> {
    fn new(calls: &'a [Call<C::Op, C::Ret>], order: Order) -> Self {
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
            calls,
            order,
            likely,
            required,
            dead: HashSet::new(),
        }
    }

    /// Whether the calls that are not in `taken` can be ordered, beginning in `state`.
    fn completes(&mut self, taken: Taken, state: &C) -> bool {
        if taken & self.required == self.required {
            return true;
        }
        if !self.dead.is_empty() && self.dead.contains(&(taken, state.clone())) {
            return false;
        }
        for position in 0..self.likely.len() {
            let next = self.likely[position];
            if !self.is_next(taken, next) {
                continue;
            }
            for (ret, after) in state.outcomes(&self.calls[next].op) {
                let agrees = self.calls[next]
                    .ret
                    .as_ref()
                    .is_none_or(|seen| *seen == ret);
                if agrees && self.completes(taken | 1 << next, &after) {
                    return true;
                }
            }
        }
        self.dead.insert((taken, state.clone()));
        false
    }

    /// Gathers what call number `free` returns in any state that an order of the others can reach.
    fn collect(
        &self,
        taken: Taken,
        state: &C,
        free: usize,
        found: &mut Vec<C::Ret>,
        seen: &mut HashSet<(Taken, C)>,
    ) {
        if !seen.insert((taken, state.clone())) {
            return;
        }
        for next in (0..self.calls.len()).filter(|&next| self.is_next(taken, next)) {
            for (ret, after) in state.outcomes(&self.calls[next].op) {
                if next == free {
                    if !found.contains(&ret) {
                        found.push(ret);
                    }
                } else if self.calls[next]
                    .ret
                    .as_ref()
                    .is_none_or(|seen| *seen == ret)
                {
                    self.collect(taken | 1 << next, &after, free, found, seen);
                }
            }
        }
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
