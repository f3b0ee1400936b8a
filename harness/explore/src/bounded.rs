//! The search: schedules with at most 0, then 1 … preemptions, and where it can without a bound.
//!
//! What is explored after what is the [`campaign`](crate::campaign)'s to say, and the search without a bound is
//! [`reduced`](crate::reduced). What has a bound is walked by the [`tree`](crate::tree).
//!
//! Iterative context bounding (Musuvathi and Qadeer, *Iterative Context Bounding for Systematic
//! Testing of Multithreaded Programs*, PLDI 2007): most bugs need few preemptions, and the first one
//! found needs as few as any. Within a bound the search is a depth-first walk of the tree of
//! decisions; each execution repeats a prefix and then takes the first option at every new decision.
//!
//! A switch where a thread blocks or ends is free, so many threads that end at about the same time have
//! too many schedules even without a preemption. Where that shows, the search goes on by *delays* (Emmi,
//! Qadeer and Rakamarić, *Delay-Bounded Scheduling*, POPL 2011): the plain schedule lets each thread run
//! as long as it can and then the next in a circle, and passing over the thread whose turn it is costs
//! one, whether it could go on or not. There are about nᵈ/d! schedules of n decisions with d delays,
//! however many threads there are.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use heddle_protocol::Budget;
use heddle_runtime::session::{Session, Stop};
use heddle_runtime::{Choice, Diverged, Move, Strategy};
use shuttle_engine::scheduler::{Task, TaskId};

use crate::campaign::{Campaign, Next, Search, Seen};
use crate::watch::Watch;
use crate::{Scenario, engine};

/// The search as the kernel asks for it.
struct Walk(Rc<RefCell<Search>>);

impl Strategy for Walk {
    fn pick(
        &mut self,
        options: &[Choice],
        _tasks: &[&Task],
        _current: Option<TaskId>,
    ) -> Result<usize, Diverged> {
        let costs = options.iter().take(64).enumerate();
        let costs = costs.fold(0, |set, (i, choice)| set | u64::from(choice.costs) << i);
        let shape = options.iter().fold(0, |shape: u64, choice| {
            let option = u64::from(choice.thread) << 33 | u64::from(choice.timeout) << 32;
            shape.rotate_left(7).wrapping_mul(31) ^ option ^ u64::from(choice.doing)
        });
        match &mut *self.0.borrow_mut() {
            Search::Bounded(tree) => tree.decide_among(shape, options.len() as u16, costs, false),
            Search::Reduced(reduced) => reduced.pick(options, shape),
        }
    }

    fn choose(&mut self, n: usize, disturbance: bool) -> Result<usize, Diverged> {
        match &mut *self.0.borrow_mut() {
            Search::Bounded(tree) => tree.decide(n as u16, 0, disturbance),
            Search::Reduced(reduced) => reduced.choose(n, disturbance),
        }
    }

    fn moved(&mut self, moved: Move<'_>) {
        if let Search::Reduced(reduced) = &mut *self.0.borrow_mut() {
            reduced.moved(moved);
        }
    }
}

/// Explores, and ends the process.
pub(crate) fn explore(session: Session, scenario: Arc<Scenario>, budget: Budget) -> ! {
    let search = Rc::new(RefCell::new(Search::new()));
    let mut campaign = Campaign::new(budget, &mut search.borrow_mut());
    session.decide_by(Box::new(Walk(Rc::clone(&search))));
    let mut watch = Watch::new(Budget {
        executions: u64::MAX,
        ..budget
    });
    let mut begun = false;
    engine::run(session, scenario, move || {
        if !std::mem::replace(&mut begun, true) {
            return true;
        }
        let mut search = search.borrow_mut();
        let mut progress = session.progress();
        if session.take_restart() {
            campaign.restart(&mut search, &mut progress);
            session.tell_moves(search.is_reduced());
            session.set_progress(|p| *p = progress);
            return true;
        }
        if let Some(stopped) = watch.stop(progress.executions, campaign.preemptions()) {
            session.end(Some(stopped), false, false);
        }
        let seen = Seen {
            steps: session.steps(),
            yielded: session.has_yielded(),
        };
        let next = campaign.next(&mut search, &mut progress, seen, |event| {
            heddle_runtime::emit(&event);
        });
        session.tell_moves(search.is_reduced());
        session.set_progress(|p| *p = progress);
        match next {
            Err(Diverged) => session.stop(Stop::Diverged),
            Ok(Next::Run) => true,
            Ok(Next::End {
                stopped,
                complete,
                exhausted,
            }) => session.end(stopped, complete, exhausted),
        }
    });
    unreachable!("the search ends the process itself")
}
