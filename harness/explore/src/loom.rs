//! Memory orderings, with loom, bound by bound.
//!
//! loom says neither whether it was complete nor how many executions it made, so both are counted
//! here: it returns when it has seen everything within the bound, and every other end is ours.

use std::sync::Arc;

use heddle_protocol::{Budget, Event};
use heddle_runtime::Need;
use heddle_runtime::session::{Progress, Session};

use crate::Scenario;
use crate::watch::Watch;

/// Objects of each kind that an execution may use, as long as little is known of the scenario.
const POOL: Need = Need::each(48);
/// loom's own default is 1,000; a spin loop that is right needs more.
const BRANCHES: usize = 5_000;

/// Explores bounds 0, 1, 2 … and ends the process.
pub(crate) fn explore(session: Session, scenario: Arc<Scenario>, budget: Budget) -> ! {
    let started = std::time::Instant::now();
    let mut total = 0;
    let mut bound = 0;
    while bound <= budget.preemptions {
        begin_bound(session, bound, bound.checked_sub(1));
        let left = Budget {
            executions: budget.executions.saturating_sub(total),
            seconds: budget.seconds - started.elapsed().as_secs_f64(),
            ..budget
        };
        // The small bounds, which are quick, show what the scenario needs. Making many objects that
        // nobody uses would cost a tenth of the time, and twice as many as ever before is plenty.
        let pool = if bound < 2 {
            POOL
        } else {
            session
                .most_used()
                .with(POOL, |used, most| most.min(2 * used + 2))
        };
        check(session, &scenario, left, bound, u64::MAX, pool);
        let executions = session.progress().executions;
        total += executions;
        if session.take_spinning_main() {
            continue; // This bound once more: a main that spins was not judged in full.
        }
        heddle_runtime::emit(&Event::BoundComplete { bound, executions });
        session.set_progress(|progress| progress.completed = Some(bound));
        bound += 1;
    }
    session.set_progress(|progress| progress.executions = total);
    session.end(None, true, false)
}

/// Runs execution number `execution` of the search with `bound`, and ends the process.
pub(crate) fn replay(
    session: Session,
    scenario: Arc<Scenario>,
    budget: Budget,
    (bound, execution, main_spins): (u32, u64, bool),
) -> ! {
    session.set_main_is_child(main_spins);
    begin_bound(session, bound, None);
    let all = Budget {
        executions: u64::MAX,
        ..budget
    };
    check(session, &scenario, all, bound, execution, POOL);
    session.end(None, true, false)
}

/// loom counts executions within a bound.
fn begin_bound(session: Session, bound: u32, completed: Option<u32>) {
    session.set_progress(|progress| {
        *progress = Progress {
            bound,
            completed,
            ..Progress::default()
        }
    });
}

/// One search with one bound, with so many objects of each kind. Returns when loom has seen everything
/// within it, or `last` executions.
fn check(
    session: Session,
    scenario: &Arc<Scenario>,
    budget: Budget,
    bound: u32,
    last: u64,
    pool: Need,
) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(bound as usize);
    builder.max_branches = BRANCHES;
    builder.checkpoint_interval = usize::MAX;
    builder.log = false;
    builder.location = false;
    let scenario = Arc::clone(scenario);
    let watch = std::sync::Mutex::new(Watch::new(budget));
    builder.check(move || {
        let executions = session.progress().executions;
        if executions >= last {
            // loom cannot be asked to stop from within; a process can.
            session.end(None, true, false);
        }
        let mut watch = watch.lock().expect("one thread runs a model");
        if let Some(why) = watch.stop(executions, bound) {
            session.end(Some(why), false, false);
        }
        drop(watch);
        session.execute(pool, &*scenario.body, scenario.no_thread_left_blocked);
    });
    session.leave();
}
