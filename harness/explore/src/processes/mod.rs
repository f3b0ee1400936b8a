//! A scenario with real processes: run once, watched while it runs, and looked after when it is over.
//!
//! The process that runs the scenario adopts whatever its children leave behind, so everything that
//! the code under check starts stays below it. A [`watch`] looks at the whole tree many times a second.
//! When no thread of it can go on, now or later, it says so: this needs no clock, and a busy machine
//! changes nothing about it. When the scenario's body is over, everything that was not there before has
//! to be gone ([`leftover`]).

mod account;
mod leftover;
mod look;
mod places;
mod watch;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use heddle_runtime::session::{Session, std_panicked};

use crate::{PATIENCE, Scenario};

pub use leftover::few_zombies;
pub use watch::when_still;

/// Runs the scenario, and ends the process.
pub(crate) fn run(session: Session, scenario: &Scenario, seconds: f64) -> ! {
    if !heddle_processes::supported() || heddle_processes::adopt_orphans().is_err() {
        heddle_runtime::unsupported("processes, which only Linux's /proc lets it watch", None);
    }
    heddle_runtime::install_hook();
    let before = leftover::Before::look();
    watch::start(Duration::from_secs_f64(seconds * PATIENCE));
    session.set_progress(|progress| progress.executions = 1);
    let result = std::panic::catch_unwind(AssertUnwindSafe(|| (scenario.body)()));
    if result.is_err() {
        std_panicked();
    }
    before.check();
    session.end(None, true, true)
}
