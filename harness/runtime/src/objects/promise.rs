//! What a scenario asks of the code under check: that something comes to an end.
//!
//! A standstill by itself tells that threads wait, not what for. Where a scenario waits for something
//! that the contract promises (a second thread that really runs at the same time), it says so, and
//! then a standstill is called by the promise that is not kept.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use heddle_protocol::Code;

use crate::kernel::{self, Promise};
use crate::outbox::{self, engine};
use crate::vocabulary::Engine;

/// Promises that real threads wait for; the watchdog's thread reads it when their time is over.
static REAL: Mutex<Vec<Promise>> = Mutex::new(Vec::new());

fn real() -> std::sync::MutexGuard<'static, Vec<Promise>> {
    REAL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `body`, which the code under check has to let come to an end. If everything comes to a
/// standstill meanwhile, in a model at once and on real threads when their time is over, the failure
/// is `code` with this message.
///
/// What only an unlucky schedule stops is still called a lost wake-up or a deadlock, where a thread
/// that waits for no promise is part of it.
pub fn must_end<R>(code: Code, message: &'static str, body: impl FnOnce() -> R) -> R {
    let real_threads = engine() == Engine::Std;
    let thread = if real_threads {
        0
    } else {
        kernel::with(|k| k.exec.current)
    };
    let promise = Promise {
        thread,
        code,
        message,
    };
    if real_threads {
        real().push(promise);
    } else {
        kernel::with(|k| k.exec.promises.push(promise));
    }
    let _kept = Kept(promise, real_threads);
    body()
}

/// Takes its promise back when it is dropped.
struct Kept(Promise, bool);

impl Drop for Kept {
    fn drop(&mut self) {
        let Kept(promise, real_threads) = *self;
        let same = |other: &Promise| {
            other.thread == promise.thread && std::ptr::eq(other.message, promise.message)
        };
        let remove = |promises: &mut Vec<Promise>| {
            if let Some(index) = promises.iter().rposition(same) {
                promises.remove(index);
            }
        };
        if real_threads {
            remove(&mut real());
        } else {
            kernel::with(|k| remove(&mut k.exec.promises));
        }
    }
}

/// On real threads: the promise that somebody waits for, the first of them.
pub fn broken_on_real_threads() -> Option<(Code, String)> {
    let first = real().first().copied()?;
    Some((first.code, first.message.to_owned()))
}

/// On real threads: fails after that time if a promise is still waited for then.
pub(crate) fn watch(time: Duration) {
    // Without a thread for it the parent's own limit says `timeout`, which is true too.
    let _ = std::thread::Builder::new()
        .name("watchdog".into())
        .spawn(move || {
            std::thread::sleep(time);
            if let Some((code, message)) = broken_on_real_threads() {
                outbox::fail(code, message);
            }
        });
}
