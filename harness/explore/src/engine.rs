//! Shuttle as the search engine's coroutines: the runtime's kernel decides, shuttle switches.

use std::sync::Arc;

use heddle_runtime::Need;
use heddle_runtime::session::Session;
use shuttle_engine::scheduler::{Schedule, Scheduler, Task, TaskId};
use shuttle_engine::{Config, FailurePersistence, MaxSteps, Runner};

use crate::Scenario;

/// Stack of a simulated thread: deep recursion in an answer is the learner's right, an overflow is a
/// signal without a message.
const STACK: usize = 256 * 1024;

/// The kernel as shuttle's scheduler. `next_execution` says whether to run another one.
struct Bridge<F> {
    session: Session,
    next_execution: F,
}

impl<F: FnMut() -> bool> Scheduler for Bridge<F> {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.session.leave();
        (self.next_execution)().then(|| Schedule::new(0))
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        _is_yielding: bool,
    ) -> Option<TaskId> {
        self.session.next_task(runnable, current)
    }

    fn next_u64(&mut self) -> u64 {
        0 // Nothing here asks shuttle for a number.
    }
}

/// Runs executions of the scenario for as long as `next_execution` says so.
pub(crate) fn run(
    session: Session,
    scenario: Arc<Scenario>,
    next_execution: impl FnMut() -> bool + 'static,
) {
    let mut config = Config::new();
    config.stack_size = STACK;
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::None;
    config.silence_warnings = true;
    let runner = Runner::new(
        Bridge {
            session,
            next_execution,
        },
        config,
    );
    runner.run(move || {
        session.execute(
            Need::default(),
            &*scenario.body,
            scenario.no_thread_left_blocked,
        )
    });
}
