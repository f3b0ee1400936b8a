//! Virtual time.

use std::time::Duration;

use super::Kernel;

/// What a look at the clock takes, as long as other things happen in between.
const TICK: u64 = 1_000;

impl Kernel {
    /// Time passes a little: more and more, as long as nothing else happens, so that a loop that
    /// polls a deadline ends whatever the deadline is.
    pub fn tick(&mut self) {
        let exec = &mut self.exec;
        exec.looks += 1;
        let nanos = TICK << exec.looks.saturating_sub(4).min(40);
        exec.clock = exec.clock.saturating_add(nanos);
    }

    /// The virtual time at which a wait of `timeout` that begins now may end.
    pub fn deadline(&self, timeout: Duration) -> u64 {
        let nanos = u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX);
        self.exec.clock.saturating_add(nanos)
    }

    /// Something got further, so nobody has been going in circles.
    pub fn progress(&mut self) {
        self.exec.looks = 0;
        for thread in &mut self.exec.threads {
            thread.rounds = 0;
        }
    }
}
