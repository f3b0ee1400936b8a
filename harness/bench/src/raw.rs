//! The engines without the façade, set up as `explore` sets them up.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use shuttle::scheduler::{
    PctScheduler, RandomScheduler, Schedule, Scheduler, Task, TaskId, UrwRandomScheduler,
};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

use crate::model;

/// The same start for every run, so that every run does the same work.
const SEED: u64 = 1;

/// loom alone: bounds 0, 1 … `last`. Returns how many executions that took.
pub fn loom(last: usize) -> u64 {
    let count = Arc::new(AtomicU64::new(0));
    for bound in 0..=last {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(bound);
        builder.max_branches = 5_000;
        builder.checkpoint_interval = usize::MAX;
        builder.log = false;
        builder.location = false;
        let count = Arc::clone(&count);
        builder.check(move || {
            // Relaxed: one real thread counts.
            count.fetch_add(1, Ordering::Relaxed);
            model::on_loom::execution(model::LONG);
        });
    }
    count.load(Ordering::Relaxed)
}

/// shuttle alone, with its uniform scheduler (`random`) or with the three that the random stage takes
/// in turn (`mixed`). Returns how many executions there were.
pub fn shuttle(scheduler: &str, executions: usize) -> Option<u64> {
    let random = || RandomScheduler::new_from_seed(SEED, executions);
    let mut config = Config::new();
    config.stack_size = 256 * 1024;
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::None;
    config.silence_warnings = true;
    let execution = || model::on_shuttle::execution(model::SHORT);
    let ran = match scheduler {
        "random" => Runner::new(random(), config).run(execution),
        "mixed" => {
            let each = executions.div_ceil(3);
            let turns = Turns {
                schedulers: vec![
                    Box::new(random()),
                    Box::new(UrwRandomScheduler::new_from_seed(SEED, each)),
                    Box::new(PctScheduler::new_from_seed(SEED, 2, each)),
                ],
                turn: 0,
                left: executions,
            };
            Runner::new(turns, config).run(execution)
        }
        _ => return None,
    };
    Some(ran as u64)
}

/// One scheduler an execution, in turn.
struct Turns {
    schedulers: Vec<Box<dyn Scheduler>>,
    turn: usize,
    left: usize,
}

impl Scheduler for Turns {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.left = self.left.checked_sub(1)?;
        self.turn = (self.turn + 1) % self.schedulers.len();
        self.schedulers[self.turn].new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        self.schedulers[self.turn].next_task(runnable, current, is_yielding)
    }

    fn next_u64(&mut self) -> u64 {
        self.schedulers[self.turn].next_u64()
    }
}
