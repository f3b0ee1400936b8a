//! Real threads: nothing is explored, the scenario is run a few times.

use std::time::{Duration, Instant};

use heddle_runtime::session::{Session, std_panicked};

use crate::{PATIENCE, Scenario};

/// Real threads are run again until this time is over, and so often at least.
const ENOUGH: Duration = Duration::from_millis(400);
const LEAST_RUNS: u64 = 5;

/// Runs it so many times at most, and ends the process. The parent ends what hangs for so many seconds.
pub(crate) fn run(session: Session, scenario: &Scenario, runs: u64, seconds: f64) -> ! {
    heddle_runtime::install_hook();
    session.watch_promises(Duration::from_secs_f64(seconds * PATIENCE));
    let started = Instant::now();
    for run in 1..=runs.max(1) {
        session.set_progress(|progress| progress.executions = run);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (scenario.body)()));
        if result.is_err() {
            std_panicked();
        }
        if run >= LEAST_RUNS && started.elapsed() > ENOUGH {
            break;
        }
    }
    session.end(None, true, true)
}
