//! Random schedules, for scenarios that the bounded search could not finish.
//!
//! Three of shuttle's schedulers in turn: uniform choice at each step, PCT with depth 2 (Burckhardt
//! et al., *A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs*, ASPLOS 2010), and
//! uniform random walk (Sen, *Effective Random Testing of Concurrent Programs*, ASE 2007). They only
//! ever see the threads that can really go on.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use heddle_protocol::Budget;
use heddle_runtime::session::Session;
use heddle_runtime::{Choice, Diverged, Strategy};
use shuttle_engine::scheduler::{Scheduler, Task, TaskId};
use shuttle_schedulers::{PctScheduler, RandomScheduler, UrwRandomScheduler};

use crate::watch::Watch;
use crate::{Scenario, engine};

/// One execution in so many of these has a given disturbance.
const DISTURBANCE_ONE_IN: u64 = 8;

struct Drawn {
    schedulers: Vec<Box<dyn Scheduler>>,
    turn: usize,
    /// The scheduler in turn had a choice to make in the running execution.
    asked: bool,
    disturbances: u32,
    allowed: u32,
}

struct Handle(Rc<RefCell<Drawn>>);

impl Strategy for Handle {
    fn pick(
        &mut self,
        options: &[Choice],
        tasks: &[&Task],
        current: Option<TaskId>,
    ) -> Result<usize, Diverged> {
        let mut drawn = self.0.borrow_mut();
        let turn = drawn.turn;
        drawn.asked = true;
        let thread = |task: &Task| usize::from(task.id()) as u32;
        let could = |task: &&&Task| options.iter().any(|option| option.thread == thread(task));
        let open: Vec<&Task> = tasks.iter().filter(could).copied().collect();
        // Who was asked to let others go first has to be, or PCT starves them for the whole execution.
        let yields = options
            .iter()
            .any(|option| option.costs && current == Some(TaskId::from(option.thread as usize)));
        let chosen = drawn.schedulers[turn].next_task(&open, current, yields);
        let chosen = chosen.map_or(0, usize::from) as u32;
        let chosen = options.iter().position(|option| option.thread == chosen);
        Ok(chosen.unwrap_or(0))
    }

    fn choose(&mut self, n: usize, disturbance: bool) -> Result<usize, Diverged> {
        let mut drawn = self.0.borrow_mut();
        let turn = drawn.turn;
        let number = drawn.schedulers[turn].next_u64();
        if !disturbance {
            return Ok((number % n as u64) as usize);
        }
        let taken = drawn.disturbances < drawn.allowed && number.is_multiple_of(DISTURBANCE_ONE_IN);
        drawn.disturbances += u32::from(taken);
        Ok(usize::from(taken))
    }
}

/// Explores, and ends the process.
pub(crate) fn explore(session: Session, scenario: Arc<Scenario>, budget: Budget, seed: u64) -> ! {
    let executions = budget.executions as usize + 1;
    let drawn = Rc::new(RefCell::new(Drawn {
        schedulers: vec![
            Box::new(RandomScheduler::new_from_seed(seed, executions)),
            Box::new(UrwRandomScheduler::new_from_seed(seed, executions)),
            Box::new(PctScheduler::new_from_seed(seed, 2, executions)),
        ],
        // The uniform one begins.
        turn: 2,
        asked: true,
        disturbances: 0,
        allowed: budget.disturbances,
    }));
    session.decide_by(Box::new(Handle(Rc::clone(&drawn))));
    let mut watch = Watch::new(budget);
    engine::run(session, scenario, move || {
        if let Some(stopped) = watch.stop(session.progress().executions, 0) {
            session.end(Some(stopped), false, false);
        }
        let mut drawn = drawn.borrow_mut();
        // The other two learn from each execution, and panic after one that had nothing to decide.
        if !std::mem::take(&mut drawn.asked) {
            drawn.schedulers.truncate(1);
        }
        drawn.turn = (drawn.turn + 1) % drawn.schedulers.len();
        drawn.disturbances = 0;
        let turn = drawn.turn;
        drawn.schedulers[turn].new_execution().is_some()
    });
    unreachable!("the search ends the process itself")
}
