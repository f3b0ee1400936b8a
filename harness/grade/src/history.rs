//! A history: who called what, when, and what came back.

use std::fmt;

use heddle_runtime::CallId;

use crate::{
    Contract, Violation,
    linear::{self, Fact},
    numbers::{Numbers, START},
};

/// One call of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<Op, Ret> {
    /// The thread that made it; 0 is main.
    pub thread: usize,
    /// The operation.
    pub op: Op,
    /// What it returned, or `None` while it is under way.
    pub ret: Option<Ret>,
    /// When it was called: `u32::MAX` while its thread waits for the turn to begin.
    pub called: u32,
    /// When it returned: `u32::MAX` while it is under way.
    pub returned: u32,
    /// Before, while, or after the other threads ran.
    pub(crate) phase: Phase,
}

/// The part of a scenario that a call belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Before,
    During,
    After,
}

/// Which calls come before which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// A call that returned before another began comes first: linearizability.
    RealTime,
    /// Only a thread's own calls, spawning and joining are ordered: sequential consistency. It is
    /// what a weak memory model may be asked for, since such a model has no clock that all threads
    /// share, and an old value may still be read after a newer one was written.
    Program,
}

/// What is written down while an execution runs: operations and results are numbers, see [`linear`].
pub(crate) struct Log {
    pub facts: Vec<Fact>,
    /// Calls whose beginning is not known yet.
    waiting: Vec<(usize, CallId)>,
    pub order: Order,
}

impl Log {
    pub fn new(order: Order) -> Self {
        Log {
            facts: Vec::new(),
            waiting: Vec::new(),
            order,
        }
    }

    /// Notes that a call begins; the number names it in [`end`](Self::end).
    pub fn begin(&mut self, thread: usize, phase: Phase, op: u32, id: CallId) -> usize {
        self.waiting.push((self.facts.len(), id));
        self.facts.push(Fact {
            thread,
            op,
            ret: None,
            called: u32::MAX,
            returned: u32::MAX,
            phase,
        });
        self.facts.len() - 1
    }

    /// Asks the runtime which of the calls have begun since.
    pub fn refresh(&mut self) {
        let facts = &mut self.facts;
        self.waiting
            .retain(|&(call, id)| match heddle_runtime::called(id) {
                Some(moment) => {
                    facts[call].called = moment;
                    false
                }
                None => true,
            });
    }

    /// Notes that a call returned, and when.
    pub fn end(&mut self, call: usize, ret: u32, moment: u32) {
        self.facts[call].ret = Some(ret);
        self.facts[call].returned = moment;
    }
}

/// The calls of one execution so far, in the order in which they were made.
#[derive(Clone, Debug)]
pub struct History<C: Contract> {
    calls: Vec<Call<C::Op, C::Ret>>,
    order: Order,
}

impl<C: Contract> History<C> {
    /// A log, with the operations and results that its numbers stand for.
    pub(crate) fn of(log: &Log, ops: &[C::Op], rets: &[C::Ret]) -> Self {
        let call = |fact: &Fact| Call {
            thread: fact.thread,
            op: ops[fact.op as usize].clone(),
            ret: fact.ret.map(|ret| rets[ret as usize].clone()),
            called: fact.called,
            returned: fact.returned,
            phase: fact.phase,
        };
        History {
            calls: log.facts.iter().map(call).collect(),
            order: log.order,
        }
    }

    /// Every call, in the order in which they were made.
    pub fn calls(&self) -> &[Call<C::Op, C::Ret>] {
        &self.calls
    }

    /// The call that returned last.
    pub fn last(&self) -> Option<&Call<C::Op, C::Ret>> {
        self.calls
            .iter()
            .filter(|call| call.ret.is_some())
            .max_by_key(|call| call.returned)
    }

    /// Whether more than one thread has made calls. What goes wrong before that is no matter of
    /// interleaving.
    pub fn is_concurrent(&self) -> bool {
        self.calls
            .iter()
            .any(|call| call.thread != self.calls[0].thread)
    }

    /// Whether it took an unlucky moment to get here: the plain schedule, in which each thread runs as
    /// long as it can go on, came through. What only some schedules show is a matter of interleaving.
    pub fn took_bad_luck(&self) -> bool {
        !heddle_runtime::schedule_is_plain()
    }

    /// Whether some order of the calls explains every result, beginning in the state `start`.
    pub fn fits(&self, start: &C) -> bool {
        let (ops, facts, mut numbers) = self.numbered(start);
        let (memory, mut model) = numbers.model(&ops);
        linear::explains(memory, &mut model, START, &facts, self.order)
    }

    /// What the call that returned last could have returned instead. Nothing: it has to wait.
    pub fn allowed(&self, start: &C) -> Vec<C::Ret> {
        let last = self.last().map(|last| last.called);
        let Some(free) = self.calls.iter().position(|call| Some(call.called) == last) else {
            return Vec::new();
        };
        let (ops, facts, mut numbers) = self.numbered(start);
        let (memory, mut model) = numbers.model(&ops);
        let allowed = linear::allowed(memory, &mut model, START, &facts, self.order, free);
        let ret = |ret: u32| numbers.rets[ret as usize].clone();
        allowed.into_iter().map(ret).collect()
    }

    /// The operations, the calls as numbers, and what these stand for.
    fn numbered(&self, start: &C) -> (Vec<C::Op>, Vec<Fact>, Numbers<C>) {
        let mut numbers = Numbers::new(start.clone());
        let ops = self.calls.iter().map(|call| call.op.clone()).collect();
        let fact = |(index, call): (usize, &Call<C::Op, C::Ret>)| Fact {
            thread: call.thread,
            phase: call.phase,
            op: index as u32,
            ret: call.ret.as_ref().map(|ret| numbers.ret(ret)),
            called: call.called,
            returned: call.returned,
        };
        let facts = self.calls.iter().enumerate().map(fact).collect();
        (ops, facts, numbers)
    }

    /// A sentence about the call that returned last: what came back, and what the contract allows.
    pub fn complaint(&self, start: &C) -> String {
        let Some(Call {
            op, ret: Some(ret), ..
        }) = self.last()
        else {
            return String::from("No call has returned.");
        };
        let mut allowed: Vec<String> = self.allowed(start).iter().map(C::Ret::to_string).collect();
        // In the order in which a reader counts: 9, 11, 12.
        allowed.sort_by_key(|text| (text.len(), text.clone()));
        match allowed.as_slice() {
            [] => format!("`{op}` returned {ret}, but it has to wait here."),
            allowed => format!(
                "`{op}` returned {ret}; the contract allows {} here.",
                Or(allowed)
            ),
        }
    }

    /// The first violation of a history, with only what had happened until then.
    pub(crate) fn first_violation(&self, start: &C) -> Option<Violation> {
        if self.fits(start) {
            return None;
        }
        let mut returns: Vec<u32> = self.calls.iter().map(|call| call.returned).collect();
        returns.sort_unstable();
        let broken = returns
            .into_iter()
            .map(|time| self.until(time))
            .find(|past| !past.fits(start));
        Some(start.diagnose(&broken.unwrap_or_else(|| self.clone())))
    }

    /// The history as it was just after `time`.
    fn until(&self, time: u32) -> Self {
        let calls = self
            .calls
            .iter()
            .filter(|call| call.called < time)
            .map(|call| {
                let mut call = call.clone();
                if call.returned > time {
                    (call.ret, call.returned) = (None, u32::MAX);
                }
                call
            });
        History {
            calls: calls.collect(),
            order: self.order,
        }
    }
}

/// A list of alternatives: `1, 2 or 3`.
struct Or<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for Or<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            let joint = match index {
                0 => "",
                _ if index + 1 == self.0.len() => " or ",
                _ => ", ",
            };
            write!(f, "{joint}{item}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
