//! One bug on one engine, as the engine's users run it. What is printed is the engine's.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use shuttle::scheduler::{PctScheduler, RandomScheduler, Schedule, Scheduler, Task, TaskId};
use shuttle::{Config, Runner};

use super::list::Bug;

/// shuttle's, unless the command line names another.
pub const SEED: u64 = 1;
/// shuttle stops after so many.
const EXECUTIONS: usize = 10_000;
/// PCT's, unless the command line names another: it changes priorities one time fewer than this.
pub const DEPTH: usize = 3;
/// Names the file that gets the figures, which have to outlive an abort.
pub const FIGURES: &str = "HEDDLE_COMPARE_FIGURES";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// `loom::model`, which takes its bound from `LOOM_MAX_PREEMPTIONS`.
    Loom,
    /// `shuttle::check_random`.
    Shuttle,
    /// `shuttle::check_pct`.
    ShuttlePct,
}

impl Engine {
    pub fn parse(name: &str) -> Option<Engine> {
        [Engine::Loom, Engine::Shuttle, Engine::ShuttlePct]
            .into_iter()
            .find(|engine| engine.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Engine::Loom => "loom",
            Engine::Shuttle => "shuttle",
            Engine::ShuttlePct => "shuttle-pct",
        }
    }

    /// Returns if the engine finds nothing; panics or aborts, as the engine likes, if it does.
    pub fn run(self, bug: &Bug, seed: u64, depth: usize) {
        match self {
            Engine::Loom => {
                let (count, figures) = (AtomicU64::new(0), Figures::from_environment());
                let scenario = bug.loom;
                loom::model(move || {
                    // Relaxed: one real thread counts.
                    let executions = 1 + count.fetch_add(1, Ordering::Relaxed);
                    figures.write(executions, 0, 0);
                    scenario();
                });
            }
            Engine::Shuttle => {
                check(
                    RandomScheduler::new_from_seed(seed, EXECUTIONS),
                    bug.shuttle,
                );
            }
            Engine::ShuttlePct => {
                let scheduler = PctScheduler::new_from_seed(seed, depth, EXECUTIONS);
                check(scheduler, bug.shuttle);
            }
        }
    }
}

/// `shuttle::check_random` and its kin, with a scheduler that is looked at.
fn check(scheduler: impl Scheduler + 'static, scenario: fn()) {
    let counted = Counted {
        inner: scheduler,
        figures: Figures::from_environment(),
        executions: 0,
        steps: 0,
        preemptions: 0,
    };
    Runner::new(counted, Config::default()).run(scenario);
}

/// Where figures go, if anybody wants them.
struct Figures(Option<Arc<File>>);

impl Figures {
    fn from_environment() -> Self {
        let path = std::env::var_os(FIGURES);
        Figures(path.map(|path| Arc::new(File::create(path).expect("the file can be made"))))
    }

    /// Writes over what was there.
    fn write(&self, executions: u64, steps: u64, preemptions: u64) {
        if let Some(file) = &self.0 {
            let text = format!("{executions:>12}{steps:>12}{preemptions:>12}\n");
            file.write_at(text.as_bytes(), 0)
                .expect("the file can be written to");
        }
    }
}

/// Does what the scheduler within does, and counts.
struct Counted<S> {
    inner: S,
    figures: Figures,
    executions: u64,
    /// Of this execution.
    steps: u64,
    /// Of this execution: the thread that ran could have gone on, and another one was chosen.
    preemptions: u64,
}

impl<S: Scheduler> Scheduler for Counted<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        let schedule = self.inner.new_execution()?;
        self.executions += 1;
        (self.steps, self.preemptions) = (0, 0);
        Some(schedule)
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        let next = self.inner.next_task(runnable, current, is_yielding)?;
        let could_go_on = !is_yielding && runnable.iter().any(|task| Some(task.id()) == current);
        self.steps += 1;
        self.preemptions += u64::from(could_go_on && Some(next) != current);
        self.figures
            .write(self.executions, self.steps, self.preemptions);
        Some(next)
    }

    fn next_u64(&mut self) -> u64 {
        self.inner.next_u64()
    }
}
