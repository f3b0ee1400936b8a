//! One execution of a scenario whose threads are data. Nothing here is generic: it is compiled once, and
//! optimised, where a spec is compiled with each submission.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use heddle::thread;
use heddle_runtime::{Engine, aside};

use crate::{
    Draft, Scenario, Violation,
    history::{Log, Order, Phase},
};

/// Main's number in a history.
const MAIN: usize = 0;

/// What a scenario does in each of its executions. Operations are numbered, and lists of them are ranges.
pub(crate) struct Plan {
    pub subject: Arc<dyn Subject>,
    /// Each operation as its reader sees it.
    pub texts: Vec<String>,
    /// Texts of operations and their results, as far as they turned up.
    pub said: Mutex<HashMap<(usize, u32), String>>,
    pub before: Range<usize>,
    pub threads: Vec<(&'static str, Range<usize>)>,
    pub main: Range<usize>,
    pub after: Range<usize>,
}

/// A contract and the operations of a scenario. Results are numbers, the same in each execution.
pub(crate) trait Subject: Send + Sync {
    /// An object in the state in which the scenario starts.
    fn create(self: Arc<Self>) -> Box<dyn Object>;
    /// Whether the contract explains what happened so far.
    fn fits(&self, log: &Log) -> bool;
    /// What is wrong, if it does not.
    fn violation(&self, log: &Log) -> Option<Violation>;
    /// The text of a result.
    fn ret(&self, ret: u32) -> String;
}

/// What the learner wrote.
pub(crate) trait Object: Send + Sync {
    /// Does an operation for real, and tells its result.
    fn apply(&self, op: usize) -> u32;
    /// What can be seen to be wrong from outside.
    fn inspect(&self) -> Option<Violation>;
    /// The end of an execution.
    fn finish(self: Box<Self>);
}

impl Plan {
    /// The threads as a reader sees them, main first.
    fn describe(&self) -> Vec<Vec<String>> {
        let texts = |list: &Range<usize>| self.texts[list.clone()].iter().cloned();
        let mut main: Vec<String> = texts(&self.before).collect();
        if !self.before.is_empty() && !self.threads.is_empty() {
            main.push("start the others".into());
        }
        main.extend(texts(&self.main));
        if !self.after.is_empty() && !self.threads.is_empty() {
            main.push("join the others".into());
        }
        main.extend(texts(&self.after));
        let others = self.threads.iter().map(|(_, list)| texts(list).collect());
        std::iter::once(main).chain(others).collect()
    }

    /// An operation and what came of it, as its reader sees it.
    fn said(&self, op: usize, ret: u32) -> String {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let text = |_: &(usize, u32)| format!("{} → {}", self.texts[op], self.subject.ret(ret));
        aside(|| said.entry((op, ret)).or_insert_with_key(text)).clone()
    }
}

/// One execution.
pub(crate) struct Run {
    plan: Arc<Plan>,
    object: Box<dyn Object>,
    /// A real lock: held for a moment, never while a simulated thread can be switched.
    log: Mutex<Log>,
    engine: Engine,
}

impl Run {
    /// The scenario of a plan.
    pub fn scenario(draft: Draft, plan: Plan) -> Scenario {
        let plan = Arc::new(plan);
        draft.into_scenario(plan.describe(), Box::new(move || Run::execute(&plan)))
    }

    fn execute(plan: &Arc<Plan>) {
        let engine = heddle_runtime::engine();
        let order = match engine {
            Engine::Loom => Order::Program,
            _ => Order::RealTime,
        };
        let run = Arc::new(Run {
            plan: Arc::clone(plan),
            object: Arc::clone(&plan.subject).create(),
            log: Mutex::new(Log::new(order)),
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
            Some(run) => run.object.finish(),
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
    fn perform(&self, thread: usize, phase: Phase, list: &Range<usize>) {
        for op in list.clone() {
            let id = heddle_runtime::record_call(self.plan.texts[op].clone());
            let call = self.log().begin(thread, phase, op as u32, id);
            let ret = self.object.apply(op);
            let returned = heddle_runtime::record_return(self.plan.said(op, ret));
            self.log().end(call, ret, returned);
            // On real threads judging would take time between two operations, which is just where
            // the threads should meet: there it waits for the end.
            if self.engine != Engine::Std {
                self.judge();
            }
        }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the execution if what happened so far cannot be explained.
    fn judge(&self) {
        let violation = self.object.inspect().or_else(|| {
            let mut log = self.log();
            log.refresh();
            aside(|| match self.plan.subject.fits(&log) {
                true => None,
                false => self.plan.subject.violation(&log),
            })
        });
        if let Some(Violation { code, message }) = violation {
            crate::fail(code, message);
        }
    }
}
