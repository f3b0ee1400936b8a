//! Scenarios whose threads are data: lists of operations on one object.

use std::{
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    Contract, Draft, History, Scenario, Violation,
    history::Log,
    linear,
    numbers::{Numbers, START},
    run::{Object, Plan, Run, Subject},
};

/// A scenario as lists of operations, one for each thread.
///
/// The main thread does what is `before`, starts the other threads, does its own part at the same
/// time as they do theirs, joins them, and does what is `after`. Giving main a part keeps the number
/// of threads, and so of schedules, small.
pub struct Threads<C: Contract> {
    draft: Draft,
    start: C,
    /// All operations; the lists below are ranges of it.
    ops: Vec<C::Op>,
    before: Range<usize>,
    threads: Vec<(&'static str, Range<usize>)>,
    main: Range<usize>,
    after: Range<usize>,
    loom: bool,
}

impl<C: Contract> Threads<C> {
    pub(crate) fn new(draft: Draft, start: C) -> Self {
        Threads {
            draft,
            start,
            ops: Vec::new(),
            before: 0..0,
            threads: Vec::new(),
            main: 0..0,
            after: 0..0,
            loom: true,
        }
    }

    /// Main does this before it starts the others.
    pub fn before(mut self, ops: impl IntoIterator<Item = C::Op>) -> Self {
        self.before = self.list(ops);
        self
    }

    /// Another thread, with the name that reports give it.
    pub fn thread(mut self, name: &'static str, ops: impl IntoIterator<Item = C::Op>) -> Self {
        let list = self.list(ops);
        self.threads.push((name, list));
        self
    }

    /// Main does this at the same time as the other threads.
    pub fn main(mut self, ops: impl IntoIterator<Item = C::Op>) -> Self {
        self.main = self.list(ops);
        self
    }

    /// Main does this when the others are done.
    pub fn after(mut self, ops: impl IntoIterator<Item = C::Op>) -> Self {
        self.after = self.list(ops);
        self
    }

    /// See [`Scenario::loom`].
    pub fn loom(mut self, judges: bool) -> Self {
        self.loom = judges;
        self
    }

    fn list(&mut self, ops: impl IntoIterator<Item = C::Op>) -> Range<usize> {
        let from = self.ops.len();
        for op in ops {
            self.ops.push(op);
        }
        from..self.ops.len()
    }
}

impl<C: Contract> From<Threads<C>> for Scenario {
    fn from(threads: Threads<C>) -> Scenario {
        let mut texts = Vec::new();
        for op in &threads.ops {
            texts.push(op.to_string());
        }
        let plan = Plan {
            subject: Arc::new(Judged::<C> {
                numbers: Mutex::new(Numbers::new(threads.start.clone())),
                start: threads.start,
                ops: threads.ops,
            }),
            texts,
            said: Mutex::default(),
            before: threads.before,
            threads: threads.threads,
            main: threads.main,
            after: threads.after,
        };
        Run::scenario(threads.draft, plan).loom(threads.loom)
    }
}

/// A contract, and the operations of one scenario.
struct Judged<C: Contract> {
    start: C,
    ops: Vec<C::Op>,
    /// A real lock: held for a moment, never while a simulated thread can be switched.
    numbers: Mutex<Numbers<C>>,
}

impl<C: Contract> Judged<C> {
    fn numbers(&self) -> MutexGuard<'_, Numbers<C>> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Contract> Subject for Judged<C> {
    fn create(self: Arc<Self>) -> Box<dyn Object> {
        Box::new(Made {
            object: self.start.create(),
            judged: self,
        })
    }

    fn fits(&self, log: &Log) -> bool {
        let mut numbers = self.numbers();
        let (memory, mut model) = numbers.model(&self.ops);
        linear::explains(memory, &mut model, START, &log.facts, log.order)
    }

    fn violation(&self, log: &Log) -> Option<Violation> {
        let history = History::of(log, &self.ops, &self.numbers().rets);
        history.first_violation(&self.start)
    }

    fn ret(&self, ret: u32) -> String {
        self.numbers().texts[ret as usize].clone()
    }
}

/// The object of one execution.
struct Made<C: Contract> {
    object: C::Object,
    judged: Arc<Judged<C>>,
}

impl<C: Contract> Object for Made<C> {
    fn apply(&self, op: usize) -> u32 {
        let ret = C::apply(&self.object, &self.judged.ops[op]);
        heddle_runtime::aside(|| self.judged.numbers().ret(&ret))
    }

    fn inspect(&self) -> Option<Violation> {
        C::inspect(&self.object)
    }

    fn finish(self: Box<Self>) {
        C::finish(self.object);
    }
}
