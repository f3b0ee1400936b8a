//! Virtual time, and parking.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::thread::ThreadKey;
use crate::kernel::{self, Announce, How, Kernel, Shared, Until};
use crate::outbox::engine;
use crate::search::{self, Wake, step};
use crate::vocabulary::{Engine, ObjectId, ObjectKind, Op, Outcome, Place, ThreadId};

/// `Instant::now()`: in a model the virtual clock, which moves on a little. A thread that was woken in time may
/// find that it comes too late.
pub fn now(place: Place) -> Instant {
    let now = now_unseen(place);
    if engine() != Engine::Std {
        kernel::with(|k| k.has_looked());
    }
    now
}

/// The same, for the façade itself: the learner's code does not get to know what time it is.
pub fn now_unseen(place: Place) -> Instant {
    let deadline = match engine() {
        Engine::Std => return Instant::now(),
        Engine::Search => kernel::with(Kernel::may_be_late),
        Engine::Loom => None,
    };
    let late = deadline.filter(|_| search::choose(2, true) == 1);
    let passed = kernel::with(|k| {
        if let Some(deadline) = late {
            k.is_late(deadline);
            k.record(Op::Late, None, Outcome::TimedOut, Some(place), true);
        }
        k.tick();
        k.affects(Shared::Clock, How::Change);
        k.exec.clock
    });
    instant(passed)
}

/// What time it is, for a spec: nobody is late for it, and no time passes.
pub fn time() -> Instant {
    match engine() {
        Engine::Std => Instant::now(),
        _ => instant(kernel::with(|k| {
            k.affects(Shared::Clock, How::Look);
            k.exec.clock
        })),
    }
}

/// That time of the virtual clock.
pub(super) fn instant(passed: Duration) -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = *START.get_or_init(Instant::now);
    // Beyond what an `Instant` can hold, time stands still.
    start.checked_add(passed).unwrap_or(start)
}

/// Sleeps; in a model until the clock is moved to its end, which may be at once or after any other
/// thread's work.
pub fn sleep(duration: Duration, place: Place) {
    match engine() {
        Engine::Std => return std::thread::sleep(duration),
        Engine::Search => {
            let deadline = kernel::with(|k| k.deadline(duration));
            let sleeps = Announce::new(Op::Sleep, place).until(Until::Never);
            step(sleeps.at_most(deadline));
        }
        Engine::Loom => crate::loom::pass(duration),
    }
    kernel::with(|k| k.record(Op::Sleep, None, Outcome::Done, Some(place), true));
}

/// Parks the calling simulated thread until its token is there, or `timeout` has passed, or for no
/// reason at all.
pub fn park(timeout: Option<Duration>, place: Place) {
    if engine() == Engine::Loom {
        park_in_loom(timeout, place);
        return;
    }
    step(Announce::new(Op::Park, place));
    let there = kernel::with(|k| {
        k.affects(Shared::Token(k.exec.current), How::Look);
        k.me().token
    });
    let outcome = if !there && search::choose(2, true) == 1 {
        Outcome::Spurious
    } else {
        let deadline = timeout.and_then(|timeout| kernel::with(|k| k.deadline(timeout)));
        let waits = Announce::new(Op::Park, place).until(Until::Token);
        match step(waits.at_most(deadline)) {
            Wake::TimedOut => Outcome::TimedOut,
            Wake::Ready => Outcome::Done,
        }
    };
    kernel::with(|k| {
        k.me().token = false;
        k.affects(Shared::Token(k.exec.current), How::Change);
        k.record(Op::Park, None, outcome, Some(place), true);
    });
}

fn park_in_loom(timeout: Option<Duration>, place: Place) {
    let (me, id) = kernel::with(|k| {
        let me = k.exec.current;
        (me, park_object(k, me, place))
    });
    let announce = Announce::new(Op::Park, place).on(id).until(Until::Token);
    let take = || kernel::with(|k| std::mem::take(&mut k.thread(me).token));
    let parked = |k: &mut Kernel| k.record(Op::Park, None, Outcome::Done, Some(place), true);
    let Some(timeout) = timeout.and_then(kernel::finite) else {
        let try_once = || take().then_some(());
        return crate::loom::wait_until(announce, try_once, |k, ()| parked(k));
    };
    if !crate::loom::wait_until(announce, || Some(take()), |_, there| there) {
        crate::loom::pass(timeout);
    }
    kernel::with(parked);
}

/// Gives a simulated thread its token.
pub fn unpark(key: ThreadKey, place: Place) {
    let thread = key.number();
    let announce = Announce::new(Op::Unpark, place);
    // A handle may outlive its execution in a static; there is nobody left to wake then.
    let give = || {
        kernel::with(|k| {
            if let Some(thread) = k.exec.threads.get_mut(thread as usize) {
                thread.token = true;
            }
            k.affects(Shared::Token(thread), How::Change);
        });
    };
    let given =
        |k: &mut Kernel| k.record(Op::Unpark, None, Outcome::Thread(thread), Some(place), true);
    if engine() == Engine::Loom {
        let id = kernel::with(|k| park_object(k, thread, place));
        let give_once = || {
            give();
            Some(())
        };
        crate::loom::wait_until(announce.on(id), give_once, |k, ()| given(k));
    } else {
        step(announce);
        give();
        kernel::with(given);
    }
}

/// The object that a thread's token lives in, for loom.
fn park_object(k: &mut Kernel, thread: ThreadId, place: Place) -> ObjectId {
    if let Some(id) = k.thread(thread).park_object {
        return id;
    }
    let id = k.register(ObjectKind::Park, place);
    k.thread(thread).park_object = Some(id);
    id
}
