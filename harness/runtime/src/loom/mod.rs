//! loom: its objects, made before anything runs, and the façade's operations on them.
//!
//! loom switches threads inside its own operations and tells nobody. So whoever asks loom for something
//! says first who is asking, and is the running thread again afterwards: see [`switching`].

mod pool;
mod turns;

pub use pool::Need;
pub(crate) use pool::{atomic, condvar, fill, most_used, mutex};
pub(crate) use turns::{Attempt, take_turn, try_turn, wait_until};

use std::time::Duration;

use crate::kernel::{self, Announce, Kernel, Status};
use crate::vocabulary::ThreadId;

/// Threads that loom can have at once, its own main included.
pub(crate) const THREADS: u32 = 5;

/// Steps in a row that change nothing, after which a thread is taken to yield.
const LOOKS: u32 = 8;

/// Runs something of loom's that may switch threads, as this thread.
pub(crate) fn switching_as<R>(me: ThreadId, of_loom: impl FnOnce() -> R) -> R {
    let result = of_loom();
    kernel::with(|k| k.exec.current = me);
    result
}

/// Runs something of loom's that may switch threads.
pub(crate) fn switching<R>(of_loom: impl FnOnce() -> R) -> R {
    switching_as(kernel::with(|k| k.exec.current), of_loom)
}

/// Lets the other threads run first.
pub(crate) fn yield_now() {
    let me = kernel::with(|k| k.exec.current);
    switching_as(me, ::loom::thread::yield_now);
    kernel::with(|k| k.totals.main_spins |= me == 0);
}

/// loom knows no time: a wait that may end by itself ends at once, after the others had their turn.
pub(crate) fn pass(duration: Duration) {
    kernel::with(|k| k.exec.clock = k.deadline(duration).unwrap_or(k.exec.clock));
    yield_now();
}

/// Runs one of loom's operations; what the thread waits for is there to be reported meanwhile.
/// `settle` then writes down what came of it.
///
/// A thread that has looked a few times in vain yields first: loom needs to be told that a loop waits
/// for another thread, and the learner's code need not say so.
pub(crate) fn operation<R, S>(
    announce: Announce,
    operation: impl FnOnce(ThreadId) -> R,
    settle: impl FnOnce(&mut Kernel, R) -> S,
) -> S {
    let looks_in_vain = |k: &mut Kernel| {
        let me = k.me();
        let vain = me.idle >= LOOKS;
        if vain {
            me.idle = 0;
        }
        vain
    };
    let begin = |k: &mut Kernel| {
        k.count_step();
        let me = k.me();
        me.status = Status::Waiting;
        me.next = announce;
        k.exec.current
    };
    // One access to the kernel, as a rule.
    let begun = kernel::with(|k| (!looks_in_vain(k)).then(|| begin(k)));
    let me = begun.unwrap_or_else(|| {
        yield_now();
        kernel::with(begin)
    });
    let result = operation(me);
    kernel::with(|k| {
        k.exec.current = me;
        k.me().status = Status::Running;
        settle(k, result)
    })
}
