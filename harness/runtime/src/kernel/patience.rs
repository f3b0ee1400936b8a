//! How long a call with a timeout means to wait.
//!
//! It is late if it asks for a wait that ends after its own deadline, and waits to the end of it. When its
//! thread got to run says nothing about that: other threads' timeouts move the clock, and a thread that is
//! woken in time may run much later. So what counts is what the thread could know: the time at which it
//! last looked at the clock, or at which its last wait ended, and how long it asked to wait from there.

use super::Kernel;

/// A call that is watched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// When it was called.
    pub called: u64,
    /// Its first look at the clock, or its first wait that has an end. Until then its own time may not
    /// have begun, and nobody could tell.
    began: Option<u64>,
    /// What it knows of the time.
    knows: u64,
    /// Where the wait ends that it asked for last, counted from there.
    until: u64,
    /// When the wait began that it asked for last.
    since: u64,
    /// The latest end of the waits that went to their end.
    waited: u64,
    /// The last of these.
    slept: Option<(u64, u64)>,
}

impl Patience {
    /// From when its own time began until the latest end of a wait.
    pub fn waited(&self) -> u64 {
        self.waited
            .saturating_sub(self.began.unwrap_or(self.waited))
    }

    /// Its last wait that went to its end: from when to when.
    pub fn slept(&self) -> Option<(u64, u64)> {
        self.slept
    }

    fn learns(&mut self, time: u64) {
        self.began.get_or_insert(time);
        self.knows = time;
    }
}

impl Kernel {
    /// The current thread makes a call that is watched from now on.
    pub fn begin_patience(&mut self) {
        let called = self.exec.clock;
        self.me().patience = Some(Patience {
            called,
            began: None,
            knows: called,
            until: called,
            since: called,
            waited: 0,
            slept: None,
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
            if patience.began.is_none() {
                patience.learns(clock);
            }
            let left = deadline.saturating_sub(clock);
            patience.until = patience.knows.saturating_add(left);
            patience.since = clock;
        }
    }

    /// That wait is over.
    pub fn has_waited(&mut self, timed_out: bool) {
        let clock = self.exec.clock;
        if let Some(patience) = &mut self.me().patience {
            // Whoever runs late is not to blame.
            patience.knows = if timed_out {
                patience.waited = patience.waited.max(patience.until);
                patience.slept = Some((patience.since, patience.until));
                patience.until
            } else {
                clock.min(patience.until)
            };
        }
    }
}
