//! How far an exploration is, and whether it is time to stop.

use std::time::Instant;

use heddle_protocol::{Budget, Event, Stopped};

/// Counts time and executions of one exploration, and says now and then that it is alive.
pub(crate) struct Watch {
    started: Instant,
    reported: Instant,
    budget: Budget,
}

impl Watch {
    pub(crate) fn new(budget: Budget) -> Self {
        let now = Instant::now();
        Watch {
            started: now,
            reported: now,
            budget,
        }
    }

    /// Called between executions: why to stop, if it is time to.
    pub(crate) fn stop(&mut self, executions: u64, bound: u32) -> Option<Stopped> {
        if executions >= self.budget.executions {
            return Some(Stopped::Executions);
        }
        // Reading the clock costs as much as a short execution, so not each time.
        if !executions.is_multiple_of(64) {
            return None;
        }
        let now = Instant::now();
        if now.duration_since(self.reported).as_millis() >= 200 {
            self.reported = now;
            heddle_runtime::emit(&Event::Progress { executions, bound });
        }
        let spent = now.duration_since(self.started).as_secs_f64();
        (spent > self.budget.seconds).then_some(Stopped::Seconds)
    }
}
