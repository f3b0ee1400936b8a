//! One schedule, again.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use heddle_runtime::session::{Session, Stop};
use heddle_runtime::{Choice, Diverged, Strategy};
use shuttle_engine::scheduler::{Task, TaskId};

use crate::{Scenario, engine};

struct Recorded {
    choices: Rc<RefCell<std::vec::IntoIter<u16>>>,
}

impl Recorded {
    fn next(&mut self, options: usize) -> Result<usize, Diverged> {
        let choice = usize::from(self.choices.borrow_mut().next().unwrap_or(0));
        if choice < options {
            Ok(choice)
        } else {
            Err(Diverged)
        }
    }
}

impl Strategy for Recorded {
    fn pick(
        &mut self,
        options: &[Choice],
        _tasks: &[&Task],
        _current: Option<TaskId>,
    ) -> Result<usize, Diverged> {
        self.next(options.len())
    }

    fn choose(&mut self, n: usize, _disturbance: bool) -> Result<usize, Diverged> {
        self.next(n)
    }
}

/// Runs the schedule once and ends the process: with the failure, or with an end record if that
/// schedule does not fail. Choices that the code does not offer (any more) make it nondeterministic.
pub(crate) fn run(session: Session, scenario: Arc<Scenario>, choices: Vec<u16>) -> ! {
    let choices = Rc::new(RefCell::new(choices.into_iter()));
    session.set_unlocks_are_steps(choices.borrow_mut().next() == Some(1));
    let left = Rc::clone(&choices);
    session.decide_by(Box::new(Recorded { choices }));
    let mut begun = false;
    engine::run(session, scenario, move || {
        if std::mem::replace(&mut begun, true) {
            if left.borrow().len() > 0 {
                session.stop(Stop::Diverged);
            }
            session.end(None, true, false);
        }
        true
    });
    unreachable!("a replay ends the process itself")
}
