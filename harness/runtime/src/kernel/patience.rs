//! How long a call with a timeout means to wait.
//!
//! It is late if it asks for a wait that ends after its own deadline, and waits to the end of it. When its
//! thread got to run says nothing about that: other threads' timeouts move the clock, and a thread that is
//! woken in time may run much later. So what counts is what the thread could know: the time at which it
//! last looked at the clock, or at which its last wait ended, and how long it asked to wait from there.

use std::time::Duration;

use super::Kernel;

/// A call that is watched.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Patience {
    /// When it was called.
    pub called: Duration,
    /// How long it may take.
    timeout: Duration,
    /// Its first look at the clock, or its first wait that has an end. Until then its own time may not
    /// have begun, and nobody could tell.
    began: Option<Duration>,
    /// What it knows of the time.
    knows: Duration,
    /// The wait that it asked for last: the time at which it began, the one at which it ends by the clock,
    /// and its end counted from what the thread knew.
    since: Duration,
    asked: Option<Duration>,
    until: Duration,
    /// By how much that end is too late.
    excess: Duration,
    /// Of the waits that went to their end: the largest excess, and the whole time until then.
    pub worst: (Duration, Duration),
    /// The last of these: from when to when.
    pub slept: Option<(Duration, Duration)>,
}

impl Patience {
    fn learns(&mut self, time: Duration) {
        self.began.get_or_insert(time);
        self.knows = time;
    }

    fn asks(&mut self, clock: Duration, deadline: Duration) {
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

    fn woke(&mut self, clock: Duration, timed_out: bool) {
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
    pub fn begin_patience(&mut self, timeout: Duration) {
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
    pub fn asks_to_wait(&mut self, deadline: Duration) {
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

    const TIMEOUT: Duration = Duration::from_nanos(100);

    fn at(nanos: u64) -> Duration {
        Duration::from_nanos(nanos)
    }

    fn called_at(called: u64) -> Patience {
        let called = at(called);
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
        call.asks(at(7), at(107));
        call.woke(at(107), true);
        assert_eq!(call.worst, (at(0), at(100)));
        assert_eq!(call.slept, Some((at(7), at(107))));
    }

    #[test]
    fn to_begin_anew_after_being_woken_is_late() {
        let mut call = called_at(0);
        call.asks(at(0), at(100));
        call.woke(at(96), false);
        call.asks(at(96), at(196));
        call.woke(at(196), true);
        assert_eq!(call.worst, (at(96), at(196)));
    }

    #[test]
    fn a_thread_that_runs_late_is_not_late() {
        let mut call = called_at(0);
        call.learns(at(1));
        // The clock went to 90 between its look and the wait for what was left then.
        call.asks(at(90), at(190));
        call.woke(at(190), true);
        assert_eq!(call.worst.0, at(0));
        // Nor is one that was woken in time and got to run far too late, and rests for a moment then.
        let mut call = called_at(0);
        call.asks(at(0), at(100));
        call.woke(at(500), false);
        call.learns(at(501));
        call.asks(at(501), at(503));
        call.woke(at(503), true);
        assert_eq!(call.worst.0, at(2));
    }

    #[test]
    fn the_rest_of_a_wait_is_the_same_wait() {
        let mut call = called_at(0);
        call.learns(at(0));
        call.asks(at(50), at(150));
        call.woke(at(60), false);
        call.asks(at(60), at(150));
        call.woke(at(150), true);
        assert_eq!(call.worst.0, at(0));
    }
}
