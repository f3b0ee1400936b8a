//! Virtual time, and parking.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::kernel::{self, Kernel, Until, Wake};
use crate::schedule::{Announce, step};
use crate::thread::ThreadKey;
use crate::trace::{Op, Value};
use crate::{Engine, Kind, Place, engine, loom_pool};

/// `Instant::now()`: in a model the virtual clock, which moves on a little.
pub fn now() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    if engine() == Engine::Std {
        return Instant::now();
    }
    let start = *START.get_or_init(Instant::now);
    let nanos = kernel::with(|k| {
        k.tick();
        k.clock
    });
    // Beyond what an `Instant` can hold, time stands still.
    start
        .checked_add(Duration::from_nanos(nanos))
        .unwrap_or(start)
}

fn announce(op: &'static str, until: Until, deadline: Option<u64>, place: Place) -> Announce {
    Announce {
        op: Op(op),
        object: None,
        place: Some(place),
        until,
        deadline,
    }
}

/// Sleeps; in a model until the clock is moved to its end, which may be at once or after any other
/// thread's work.
pub fn sleep(duration: Duration, place: Place) {
    match engine() {
        Engine::Std => std::thread::sleep(duration),
        Engine::Search => {
            let deadline = kernel::with(|k| k.deadline(duration));
            step(announce("sleep", Until::Never, Some(deadline), place));
            kernel::with(|k| k.record(Op("sleep"), None, Value::None, Some(place), true));
        }
        Engine::Loom => {
            pass_in_loom(duration);
            kernel::with(|k| k.record(Op("sleep"), None, Value::None, Some(place), true));
        }
    }
}

/// loom knows no time: a wait that may end by itself ends at once, after the others had their turn.
pub(crate) fn pass_in_loom(duration: Duration) {
    kernel::with(|k| k.clock = k.deadline(duration));
    crate::thread::loom_yields();
}

/// Parks the calling simulated thread until its token is there, or `timeout` has passed, or for no
/// reason at all.
pub fn park(timeout: Option<Duration>, place: Place) {
    let me = kernel::with(|k| k.current);
    if engine() == Engine::Loom {
        let id = kernel::with(|k| park_object(k, me, place));
        let announce = Announce {
            object: Some(id),
            ..announce("park", Until::Token, None, place)
        };
        let token = || kernel::with(|k| std::mem::take(&mut k.threads[me as usize].token));
        if let Some(timeout) = timeout {
            if !loom_pool::wait_until(announce, || Some(token())) {
                pass_in_loom(timeout);
            }
        } else {
            loom_pool::wait_until(announce, || token().then_some(()));
        }
        kernel::with(|k| k.record(Op("park"), None, Value::None, Some(place), true));
        return;
    }
    step(announce("park", Until::Always, None, place));
    let there = kernel::with(|k| k.threads[me as usize].token);
    let spurious = !there && kernel::with(|k| k.choose(2, true)) == 1;
    let wake = if spurious {
        Wake::Ready
    } else {
        let deadline = timeout.map(|timeout| kernel::with(|k| k.deadline(timeout)));
        step(announce("park", Until::Token, deadline, place))
    };
    let value = match wake {
        Wake::TimedOut => Value::Word("its timeout passed"),
        Wake::Ready if spurious => Value::Word("wakes for no reason"),
        Wake::Ready => Value::None,
    };
    kernel::with(|k| {
        k.threads[me as usize].token = false;
        k.record(Op("park"), None, value, Some(place), true);
    });
}

/// Gives a simulated thread its token.
pub fn unpark(key: ThreadKey, place: Place) {
    let thread = key.number();
    if engine() == Engine::Loom {
        let id = kernel::with(|k| park_object(k, thread, place));
        let announce = Announce {
            object: Some(id),
            ..announce("unpark", Until::Always, None, place)
        };
        let give = || {
            kernel::with(|k| k.threads[thread as usize].token = true);
            Some(())
        };
        loom_pool::wait_until(announce, give);
    } else {
        step(announce("unpark", Until::Always, None, place));
        kernel::with(|k| {
            // A handle may outlive its execution in a static; there is nobody left to wake then.
            if let Some(thread) = k.threads.get_mut(thread as usize) {
                thread.token = true;
            }
        });
    }
    kernel::with(|k| k.record(Op("unpark"), None, Value::Thread(thread), Some(place), true));
}

/// The object that a thread's token lives in, for loom.
fn park_object(k: &mut Kernel, thread: u32, place: Place) -> u32 {
    match k.threads[thread as usize].park_object {
        Some(id) => id,
        None => {
            let id = k.register(Kind::Park, place);
            k.threads[thread as usize].park_object = Some(id);
            id
        }
    }
}
