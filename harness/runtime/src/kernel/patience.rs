//! How long a call with a timeout means to wait.
//!
//! It is late if it asks for a wait that ends after its own deadline, and waits to the end of it. When its
//! thread got to run says nothing about that: other threads' timeouts move the clock, and a thread that is
//! woken in time may run much later. So what counts is what the thread could know: the time at which it
//! last looked at the clock, or at which its last wait ended, and how long it asked to wait from there.

use super::Kernel;

/// A call that is watched.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Patience {
    /// When it was called.
    pub called: u64,
    /// How long it may take.
    timeout: u64,
    /// Its first look at the clock, or its first wait that has an end. Until then its own time may not
    /// have begun, and nobody could tell.
    began: Option<u64>,
    /// What it knows of the time.
    knows: u64,
    /// The wait that it asked for last: the time at which it began, the one at which it ends by the clock,
    /// and its end counted from what the thread knew.
    since: u64,
    asked: Option<u64>,
    until: u64,
    /// By how much that end is too late.
    excess: u64,
    /// Of the waits that went to their end: the largest excess, and the whole time until then.
    pub worst: (u64, u64),
    /// The last of these: from when to when.
    pub slept: Option<(u64, u64)>,
}

impl Patience {
    fn learns(&mut self, time: u64) {
        self.began.get_or_insert(time);
        self.knows = time;
    }

    fn asks(&mut self, clock: u64, deadline: u64) {
        if self.asked.replace(deadline) == Some(deadline) {
            return; // The rest of the same wait.
        }
        if self.began.is_none() {
            self.learns(clock);
        }
        self.since = clock;
        self.until = self.knows.saturating_add(deadline.saturating_sub(clock));
        let due = self.began.unwrap_or(clock).saturating_add(self.timeout);
        // To wait for a moment when it is too late already is no excess.
        self.excess = self.until.saturating_sub(due.max(self.knows));
    }

    fn woke(&mut self, clock: u64, timed_out: bool) {
        if timed_out {
            self.knows = self.until;
            self.slept = Some((self.since, self.until));
            let whole = self.until - self.began.unwrap_or(self.until);
            self.worst = self.worst.max((self.excess, whole));
        } else {
            // Whoever runs late is not to blame.
            self.knows = clock.min(self.until);
        }
    }
}

impl Kernel {
    /// The current thread makes a call that may take so long.
    pub fn begin_patience(&mut self, timeout: u64) {
        let called = self.exec.clock;
        self.me().patience = Some(Patience {
            called,
            timeout,
            knows: called,
            until: called,
            ..Patience::default()
        });
    }

    /// The current thread has looked at the clock.
    pub fn has_looked(&mut self) {
        let clock = self.exec.clock;
        if let Some(patience) = &mut self.me().patience {
            patience.learns(clock);
        }
    }

    /// The current thread asks for a wait that ends then at the latest.
    pub fn asks_to_wait(&mut self, deadline: u64) {
        let clock = self.exec.clock;
        if let Some(patience) = &mut self.me().patience {
            patience.asks(clock, deadline);
        }
    }

    /// That wait is over.
    pub fn has_waited(&mut self, timed_out: bool) {
        let clock = self.exec.clock;
        if let Some(patience) = &mut self.me().patience {
            patience.woke(clock, timed_out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: u64 = 100;

    fn called_at(called: u64) -> Patience {
        Patience {
            called,
            timeout: TIMEOUT,
            knows: called,
            until: called,
            ..Patience::default()
        }
    }

    #[test]
    fn a_wait_for_the_whole_time_is_in_time() {
        let mut call = called_at(5);
        call.asks(7, 107);
        call.woke(107, true);
        assert_eq!(call.worst, (0, 100));
        assert_eq!(call.slept, Some((7, 107)));
    }

    #[test]
    fn to_begin_anew_after_being_woken_is_late() {
        let mut call = called_at(0);
        call.asks(0, 100);
        call.woke(96, false);
        call.asks(96, 196);
        call.woke(196, true);
        assert_eq!(call.worst, (96, 196));
    }

    #[test]
    fn a_thread_that_runs_late_is_not_late() {
        let mut call = called_at(0);
        call.learns(1);
        // The clock went to 90 between its look and the wait for what was left then.
        call.asks(90, 190);
        call.woke(190, true);
        assert_eq!(call.worst.0, 0);
        // Nor is one that was woken in time and got to run far too late, and rests for a moment then.
        let mut call = called_at(0);
        call.asks(0, 100);
        call.woke(500, false);
        call.learns(501);
        call.asks(501, 503);
        call.woke(503, true);
        assert_eq!(call.worst.0, 2);
    }

    #[test]
    fn the_rest_of_a_wait_is_the_same_wait() {
        let mut call = called_at(0);
        call.learns(0);
        call.asks(50, 150);
        call.woke(60, false);
        call.asks(60, 150);
        call.woke(150, true);
        assert_eq!(call.worst.0, 0);
    }
}
