//! Runs a subject's test binary, stage after stage, and records what its processes said.
//!
//! It decides what to run next, never what the answer is: that is `verdict`'s, from the same
//! record. What a process proved meanwhile is `judged`'s to say.

pub mod child;
mod speedup;

use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use heddle_protocol::{Budget, Event, Measurement, Schedule, StageName};

use crate::{
    judged::{self, Judged, LastFailure},
    manifest::Bounds,
    progress::{Progress, stage_label},
    record::{Child, Record, Simulation, Task, Trial},
};

/// Where random schedules start. Fixed, so that a resubmission cannot try its luck.
pub const SEED: u64 = 0x4EDD_1E05;
/// Real threads are run so many times: they find little that the search does not.
const STD_RUNS: u64 = 3;
/// Where the search cannot judge, they are the only judges.
const STD_RUNS_ALONE: u64 = 25;
/// Scenarios of a stage that may hang before the others are given up.
const ENOUGH_HANGS: usize = 2;
/// Bounds of a search that only looks for a failure with fewer preemptions.
const MOST_PREEMPTIONS: u32 = 8;
/// How long real threads and processes may take.
const STD_SECONDS: f64 = 10.0;
/// Where the subject uses a library whose waits no model knows, a sleeping model is told soon.
const ASLEEP_IN_LIBRARY: f64 = 0.12;

/// How to run a binary.
pub struct Runner<'a> {
    /// The test binary.
    pub binary: &'a Path,
    /// Where its processes start: a folder with nothing in it.
    pub folder: &'a Path,
    /// How many of them at once.
    pub workers: usize,
    /// Who is told how far it is.
    pub progress: &'a Progress,
    /// Whether times are worth taking: not while other subjects are graded beside this one.
    pub alone: bool,
}

/// How far a stage looks.
pub fn budget(bounds: &Bounds, stage: StageName) -> Budget {
    let budget = Budget {
        preemptions: bounds.preemptions,
        disturbances: bounds.disturbances,
        executions: bounds.executions,
        steps: bounds.steps,
        seconds: bounds.seconds,
        asleep: Budget::PATIENT,
        reduces: true,
    };
    match stage {
        StageName::Std => Budget {
            executions: STD_RUNS,
            seconds: STD_SECONDS,
            ..budget
        },
        // Faults come at chosen moments, so that once is as good as often.
        StageName::Process => Budget {
            executions: 1,
            seconds: STD_SECONDS,
            ..budget
        },
        StageName::Random => Budget {
            executions: bounds.random,
            ..budget
        },
        StageName::Loom => Budget {
            preemptions: bounds.loom,
            executions: bounds.loom_executions,
            ..budget
        },
        _ => budget,
    }
}

impl Runner<'_> {
    /// Everything: the list, the schedule that failed last time, each stage until one fails, and then
    /// the failure once more, and its neighbours.
    pub fn grade(&self, record: &mut Record, last: Option<&LastFailure>) -> anyhow::Result<()> {
        if !self.list(record)? {
            return Ok(());
        }
        if let Some(last) = last {
            self.retry(record, last)?;
        }
        for stage in StageName::of_scenarios() {
            if !record.asks(stage) {
                continue;
            }
            let tasks = tasks(record, stage);
            if tasks.is_empty() {
                continue;
            }
            self.progress.stage(stage_label(stage), tasks.len() as u64);
            let children = self.run_all(tasks)?;
            record.children.extend(children);
            if stage == StageName::Search {
                self.make_least(record)?;
            }
            if let Some((trial, schedule)) = judged::first_failure(record, stage) {
                if let Some((trial, schedule)) = trial.zip(schedule) {
                    let again = self.run_one(Task::Replay(trial), Some(schedule))?;
                    record.children.push(again);
                }
                for (trial, departure, schedule) in judged::neighbours(record, stage) {
                    let child = self.run_one(Task::Without(trial, departure), Some(schedule))?;
                    record.children.push(child);
                }
                return Ok(());
            }
        }
        if record.asks(StageName::Speedup) {
            self.speedup(record)?;
        }
        Ok(())
    }

    /// A search without a bound finds a failure with as many preemptions as it happens to have. So the one that
    /// would be shown is looked for again, by bounds: the first that is found then has as few as any.
    fn make_least(&self, record: &mut Record) -> anyhow::Result<()> {
        while let Some((found, mut trial)) = judged::without_a_bound(record) {
            trial.budget.reduces = false;
            trial.budget.preemptions = MOST_PREEMPTIONS;
            let child = self.run_one(Task::Explore(trial.clone()), None)?;
            let fails = matches!(judged::child(&child), Judged::Failed { .. });
            if fails {
                record.children[found] = child;
            } else {
                // Too many schedules: then it is shown as it was found.
                record.children[found].task = Task::Explore(trial);
            }
        }
        Ok(())
    }

    /// As [`grade`](Self::grade), but no further than the first scenario that fails, and with nothing that
    /// explains it: for whoever asks only whether there is one.
    pub fn first_failure(&self, record: &mut Record) -> anyhow::Result<()> {
        if !self.list(record)? {
            return Ok(());
        }
        for stage in StageName::of_scenarios() {
            if !record.asks(stage) {
                continue;
            }
            let mut hangs = 0;
            for task in tasks(record, stage) {
                let child = self.run_one(task, None)?;
                let failed = matches!(judged::child(&child), Judged::Failed { .. });
                hangs += usize::from(judged::hung(&child));
                record.children.push(child);
                if failed {
                    return Ok(());
                }
                if hangs >= ENOUGH_HANGS {
                    break;
                }
            }
        }
        if record.asks(StageName::Speedup) {
            self.speedup(record)?;
        }
        Ok(())
    }

    /// The schedule that failed last time, of a scenario that there still is.
    fn retry(&self, record: &mut Record, last: &LastFailure) -> anyhow::Result<()> {
        if record.scenarios.iter().any(|s| s.name == last.scenario) {
            let trial = Trial {
                scenario: last.scenario.clone(),
                stage: last.stage,
                budget: budget(&record.bounds, last.stage),
                seed: SEED,
            };
            let child = self.run_one(Task::Retry(trial), Some(last.schedule.clone()))?;
            record.children.push(child);
        }
        Ok(())
    }

    /// Asks for the scenarios; `false` if the binary did not get that far.
    pub fn list(&self, record: &mut Record) -> anyhow::Result<bool> {
        let child = self.run_one(Task::List, None)?;
        let listed = matches!(judged::child(&child), Judged::Ended(_));
        if listed {
            record.scenarios = child
                .events
                .iter()
                .filter_map(|event| match event {
                    Event::Scenario(scenario) => Some(scenario.clone()),
                    _ => None,
                })
                .collect();
            record.workloads = child
                .events
                .iter()
                .filter_map(|event| match event {
                    Event::Workload(workload) => Some(workload.clone()),
                    _ => None,
                })
                .collect();
        }
        record.children.push(child);
        Ok(listed)
    }

    /// Runs one task.
    pub fn run_one(&self, task: Task, schedule: Option<Schedule>) -> anyhow::Result<Child> {
        let name = match &task {
            Task::Predict(Simulation { workload, .. })
            | Task::Measure(Measurement { workload, .. }) => workload.clone(),
            task => task
                .trial()
                .map_or_else(String::new, |trial| trial.scenario.clone()),
        };
        child::run(self.binary, self.folder, task, schedule, &|event| {
            self.progress.event(&name, event);
        })
    }

    /// Runs all tasks, several at once; the results are in the tasks' order. Code that hangs in one
    /// scenario hangs in most, and each costs seconds: after a few, the others are not started.
    fn run_all(&self, tasks: Vec<Task>) -> anyhow::Result<Vec<Child>> {
        let hangs = AtomicUsize::new(0);
        in_parallel(self.workers, tasks, |task| {
            // Relaxed: a scenario more or less that hangs changes no verdict.
            if hangs.load(Ordering::Relaxed) >= ENOUGH_HANGS {
                return None;
            }
            let child = self.run_one(task, None);
            if child.as_ref().is_ok_and(judged::hung) {
                hangs.fetch_add(1, Ordering::Relaxed);
            }
            self.progress.done();
            Some(child)
        })
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Calls `work` on each item, on several threads at once; the results are in the items' order.
pub fn in_parallel<T: Send, R: Send>(
    workers: usize,
    items: Vec<T>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let items: Vec<Mutex<(Option<T>, Option<R>)>> = items
        .into_iter()
        .map(|item| Mutex::new((Some(item), None)))
        .collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..workers.clamp(1, items.len().max(1)) {
            scope.spawn(|| {
                // Relaxed: each number is taken once, and the slots have locks of their own.
                while let Some(slot) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let item = slot.lock().unwrap_or_else(PoisonError::into_inner).0.take();
                    let result = item.map(&work);
                    slot.lock().unwrap_or_else(PoisonError::into_inner).1 = result;
                }
            });
        }
    });
    items
        .into_iter()
        .filter_map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner).1)
        .collect()
}

/// When a model whose thread sleeps is told.
fn asleep(record: &Record) -> f64 {
    if record.libraries.is_empty() {
        Budget::PATIENT
    } else {
        ASLEEP_IN_LIBRARY
    }
}

fn tasks(record: &Record, stage: StageName) -> Vec<Task> {
    record
        .scenarios
        .iter()
        .filter(|scenario| match stage {
            StageName::Loom => scenario.loom && !judged::is_outside(record, &scenario.name),
            StageName::Random => {
                !judged::search_was_complete(record, &scenario.name)
                    && !judged::is_outside(record, &scenario.name)
            }
            _ => true,
        })
        .map(|scenario| {
            let mut budget = budget(&record.bounds, stage);
            budget.asleep = asleep(record);
            if let (StageName::Search, Some(preemptions)) = (stage, scenario.preemptions) {
                // A smaller bound than the exercise's says that there are too many schedules for more.
                budget.reduces = preemptions >= budget.preemptions;
                budget.preemptions = preemptions;
            }
            if stage == StageName::Std && judged::is_outside(record, &scenario.name) {
                budget.executions = STD_RUNS_ALONE;
            }
            Task::Explore(Trial {
                scenario: scenario.name.clone(),
                stage,
                budget,
                seed: SEED,
            })
        })
        .collect()
}
