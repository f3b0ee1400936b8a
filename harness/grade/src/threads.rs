//! Scenarios whose threads are data: lists of operations on one object.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use heddle::thread;
use heddle_runtime::Engine;

use crate::{
    Contract, Draft, History, Scenario, Violation,
    history::{Order, Phase},
};

/// Main's number in a history.
const MAIN: usize = 0;

/// A scenario as lists of operations, one for each thread.
///
/// The main thread does what is `before`, starts the other threads, does its own part at the same
/// time as they do theirs, joins them, and does what is `after`. Giving main a part keeps the number
/// of threads, and so of schedules, small.
pub struct Threads<C: Contract> {
    draft: Draft,
    plan: Plan<C>,
    loom: bool,
}

/// What a scenario does in each of its executions.
struct Plan<C: Contract> {
    start: C,
    before: Vec<Step<C>>,
    threads: Vec<(&'static str, Vec<Step<C>>)>,
    main: Vec<Step<C>>,
    after: Vec<Step<C>>,
}

/// An operation, and its text, which is made once rather than in each execution.
struct Step<C: Contract> {
    op: C::Op,
    text: String,
}

fn steps<C: Contract>(ops: impl IntoIterator<Item = C::Op>) -> Vec<Step<C>> {
    ops.into_iter()
        .map(|op| Step {
            text: op.to_string(),
            op,
        })
        .collect()
}

fn texts<C: Contract>(steps: &[Step<C>]) -> impl Iterator<Item = String> {
    steps.iter().map(|step| step.text.clone())
}

impl<C: Contract> Threads<C> {
    pub(crate) fn new(draft: Draft, start: C) -> Self {
        let (before, threads) = (Vec::new(), Vec::new());
        let plan = Plan {
            start,
            before,
            threads,
            main: Vec::new(),
            after: Vec::new(),
        };
        Threads {
            draft,
            plan,
            loom: true,
        }
    }

    /// Main does this before it starts the others.
    pub fn before(mut self, ops: impl IntoIterator<Item = C::Op>) -> Self {
        self.plan.before = steps(ops);
        self
    }

    /// Another thread, with the name that reports give it.
    pub fn thread(mut self, name: &'static str, ops: impl IntoIterator<Item = C::Op>) -> Self {
        self.plan.threads.push((name, steps(ops)));
        self
    }

    /// Main does this at the same time as the other threads.
    pub fn main(mut self, ops: impl IntoIterator<Item = C::Op>) -> Self {
        self.plan.main = steps(ops);
        self
    }

    /// Main does this when the others are done.
    pub fn after(mut self, ops: impl IntoIterator<Item = C::Op>) -> Self {
        self.plan.after = steps(ops);
        self
    }

    /// See [`Scenario::loom`].
    pub fn loom(mut self, judges: bool) -> Self {
        self.loom = judges;
        self
    }
}

impl<C: Contract> From<Threads<C>> for Scenario {
    fn from(threads: Threads<C>) -> Scenario {
        let plan = Arc::new(threads.plan);
        threads
            .draft
            .into_scenario(plan.describe(), Box::new(move || Run::execute(&plan)))
            .loom(threads.loom)
    }
}

impl<C: Contract> Plan<C> {
    /// The threads as a reader sees them, main first.
    fn describe(&self) -> Vec<Vec<String>> {
        let mut main: Vec<String> = texts(&self.before).collect();
        if !self.before.is_empty() && !self.threads.is_empty() {
            main.push("start the others".into());
        }
        main.extend(texts(&self.main));
        if !self.after.is_empty() && !self.threads.is_empty() {
            main.push("join the others".into());
        }
        main.extend(texts(&self.after));
        let others = self.threads.iter().map(|(_, steps)| texts(steps).collect());
        std::iter::once(main).chain(others).collect()
    }
}

/// One execution.
struct Run<C: Contract> {
    plan: Arc<Plan<C>>,
    object: C::Object,
    /// A real lock: held for a moment, never while a simulated thread can be switched.
    history: Mutex<History<C>>,
    engine: Engine,
}

impl<C: Contract> Run<C> {
    fn execute(plan: &Arc<Plan<C>>) {
        let engine = heddle_runtime::engine();
        let order = match engine {
            Engine::Loom => Order::Program,
            _ => Order::RealTime,
        };
        let run = Arc::new(Run {
            plan: Arc::clone(plan),
            object: plan.start.create(),
            history: Mutex::new(History::new(order)),
            engine,
        });
        run.perform(MAIN, Phase::Before, &plan.before);
        let others: Vec<_> = (0..plan.threads.len())
            .map(|index| Run::spawn(&run, index))
            .collect();
        run.perform(MAIN, Phase::During, &plan.main);
        for other in others {
            if let Err(panic) = other.join() {
                // The panic's own record was written when it was raised; main only passes it on.
                heddle::panic::resume_unwind(panic);
            }
        }
        run.perform(MAIN, Phase::After, &plan.after);
        run.judge();
        match Arc::into_inner(run) {
            Some(run) => C::finish(run.object),
            None => unreachable!("a thread lets go of the run before it can be joined"),
        }
    }

    fn spawn(run: &Arc<Self>, index: usize) -> thread::JoinHandle<()> {
        let name = run.plan.threads[index].0;
        let run = Arc::clone(run);
        let body = move || {
            run.perform(index + 1, Phase::During, &run.plan.threads[index].1);
            drop(run);
        };
        thread::Builder::new()
            .name(name.into())
            .spawn(body)
            .expect("a thread can be started")
    }

    /// Does a thread's operations one after the other, and writes them down.
    fn perform(&self, thread: usize, phase: Phase, steps: &[Step<C>]) {
        for Step { op, text } in steps {
            let id = heddle_runtime::record_call(text.clone());
            let call = self.history().begin(thread, phase, op, id);
            let ret = C::apply(&self.object, op);
            let returned = heddle_runtime::record_return(format!("{text} → {ret}"));
            self.history().end(call, ret, returned);
            // On real threads judging would take time between two operations, which is just where
            // the threads should meet: there it waits for the end.
            if self.engine != Engine::Std {
                self.judge();
            }
        }
    }

    fn history(&self) -> MutexGuard<'_, History<C>> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the execution if what happened so far cannot be explained.
    fn judge(&self) {
        let violation = C::inspect(&self.object).or_else(|| {
            let mut history = self.history();
            history.refresh();
            history.first_violation(&self.plan.start)
        });
        if let Some(Violation { code, message }) = violation {
            crate::fail(code, message);
        }
    }
}
