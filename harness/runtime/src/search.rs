//! Steps of the search engine: the kernel decides, shuttle's coroutines switch.

use crate::kernel::{self, Announce, Part};
use crate::outbox::or_stop;

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wake {
    /// What it waited for holds.
    Ready,
    /// Its deadline passed first.
    TimedOut,
}

/// Announces a step and returns when it may take effect.
pub(crate) fn step(announce: Announce) -> Wake {
    step_as(announce, false)
}

/// Like [`step`], for a thread that lets others go first.
pub(crate) fn step_yielding(announce: Announce) -> Wake {
    step_as(announce, true)
}

fn step_as(announce: Announce, yields: bool) -> Wake {
    if let Some(deadline) = announce.deadline {
        kernel::with(|k| k.asks_to_wait(deadline));
    }
    let switch = or_stop(kernel::with(|k| k.announce(announce, yields)));
    if switch {
        kernel::aside(shuttle_engine::thread_support::yield_now);
        if kernel::with(|k| {
            k.exec.part == Part::TearingDown && k.exec.current != 0 && !k.me().panicking
        }) {
            tear_down();
        }
    }
    let ended_by_time = |k: &mut kernel::Kernel| {
        let timed_out = std::mem::take(&mut k.me().timed_out);
        k.has_waited(timed_out);
        timed_out
    };
    if announce.deadline.is_some() && kernel::with(ended_by_time) {
        Wake::TimedOut
    } else {
        Wake::Ready
    }
}

/// One of `n` outcomes that std leaves open.
pub(crate) fn choose(n: usize, disturbance: bool) -> usize {
    or_stop(kernel::with(|k| k.choose(n, disturbance)))
}

/// Takes the stack of a thread apart that was still blocked, or going round, when main returned.
/// Destructors run as if nothing could block; `catch_unwind` lets this through.
#[cold]
pub(crate) fn tear_down() -> ! {
    kernel::with(|k| k.me().panicking = true);
    std::panic::resume_unwind(Box::new(TornDown))
}

struct TornDown;
