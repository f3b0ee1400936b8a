//! Virtual time: since the execution began.

use std::time::Duration;

use super::{How, Kernel, Shared};

/// What a look at the clock takes, as long as other things happen in between.
const TICK: u64 = 1_000;
/// A wait as long as that is one without an end: std's clock cannot hold when it would be over.
const FOR_EVER: Duration = Duration::from_secs(i64::MAX as u64 / 2);

impl Kernel {
    /// Time passes a little: more and more, as long as nothing else happens, so that a loop that
    /// polls a deadline ends whatever the deadline is.
    pub fn tick(&mut self) {
        let exec = &mut self.exec;
        exec.looks += 1;
        let nanos = TICK << exec.looks.saturating_sub(4).min(40);
        exec.clock = exec.clock.saturating_add(Duration::from_nanos(nanos));
    }

    /// The virtual time at which a wait of `timeout` that begins now may end; `None`: never.
    pub fn deadline(&mut self, timeout: Duration) -> Option<Duration> {
        self.affects(Shared::Clock, How::Look);
        self.exec.clock.checked_add(finite(timeout)?)
    }

    /// The deadline of the current thread's last wait, if that is still to come: it was woken in time, and may
    /// run so late that by now it is over.
    pub fn may_be_late(&mut self) -> Option<Duration> {
        let now = self.exec.clock;
        self.me().wakes_by.filter(|&deadline| deadline > now)
    }

    /// The current thread runs only now, and its deadline is over.
    pub fn is_late(&mut self, deadline: Duration) {
        self.exec.clock = self.exec.clock.max(deadline);
        self.me().wakes_by = None;
    }

    /// Something got further, so nobody has been going in circles.
    pub fn progress(&mut self) {
        self.exec.looks = 0;
        for thread in &mut self.exec.threads {
            thread.rounds = 0;
        }
    }
}

/// A timeout that is over some time.
pub(crate) fn finite(timeout: Duration) -> Option<Duration> {
    (timeout < FOR_EVER).then_some(timeout)
}
