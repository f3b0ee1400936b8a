//! Calls that give up after a while: neither too early nor too late.

use std::time::{Duration, Instant};

use heddle_protocol::Code;
use heddle_runtime::{Spent, Waits};

/// What a call may wait too long, beside a quarter of its timeout: code that polls is late by a nap.
const NAP: Duration = Duration::from_millis(20);

/// A call with a timeout.
#[derive(Clone, Copy, Debug)]
pub struct Timed<'a> {
    /// As a learner writes it, without its argument.
    pub name: &'a str,
    /// The argument.
    pub timeout: Duration,
    /// What it returns when it gives up.
    pub gave_up: &'a str,
}

impl Timed<'_> {
    /// Makes the call. If it has given up, it must not have done so before its time, nor have waited for
    /// much longer, nor slept through what it waited for.
    ///
    /// The last two can be told in the search alone, where it is known which waits the call asked for. It is
    /// late if one of them ends after its deadline, as one does when each wake-up begins the time anew. When
    /// its thread got to run does not count, so other threads' timeouts do no harm.
    ///
    /// `there` says since when the call had no reason to wait, if anything: what it would have returned, as
    /// a learner would say it, and from when on.
    pub fn call<R>(
        self,
        gave_up: impl FnOnce(&R) -> bool,
        there: impl FnOnce() -> Option<(&'static str, Instant)>,
        call: impl FnOnce() -> R,
    ) -> R {
        let (result, spent) = heddle_runtime::timed(self.timeout, call);
        if let Some(spent) = spent
            && gave_up(&result)
        {
            self.judge(spent, there());
        }
        result
    }

    fn judge(self, Spent { passed, waits }: Spent, there: Option<(&str, Instant)>) {
        let Timed {
            name,
            timeout,
            gave_up,
        } = self;
        crate::check!(
            passed >= timeout,
            Code::EarlyReturn,
            "`{name}({timeout:?})` returned {gave_up} after {passed:?}. It was woken, and there was nothing \
             for it; that does not mean that its time was over."
        );
        let Some(Waits {
            excess,
            whole,
            last,
        }) = waits
        else {
            return;
        };
        crate::check!(
            excess <= timeout / 4 + NAP,
            Code::WrongAnswer,
            "`{name}({timeout:?})` returned {gave_up} only after it had waited for {whole:?}. The timeout is \
             for the whole call: being woken for nothing does not begin it anew."
        );
        if let (Some((what, since)), Some((from, to))) = (there, last) {
            crate::check!(
                to.saturating_duration_since(since.max(from)) <= timeout / 4,
                Code::WrongAnswer,
                "`{name}({timeout:?})` returned {gave_up} after {passed:?}. {what} for most of that time, and \
                 nothing woke it."
            );
        }
    }
}
