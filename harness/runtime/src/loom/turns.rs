//! Waiting in loom for something that is neither a lock nor an atomic of its own: under the object's
//! lock, until it is so.

use std::sync::PoisonError;

use super::{condvar, mutex, operation, switching_as};
use crate::kernel::{Announce, Kernel};
use crate::outbox;
use crate::vocabulary::ObjectId;

/// What a step under an object's lock came to.
pub(crate) enum Attempt<R> {
    /// It cannot happen yet.
    Wait,
    /// It happened, and nobody waits for it.
    Quiet(R),
    /// It happened, and whoever waits looks again.
    Changed(R),
}

/// Waits under the object's lock until `try_once` gives something, then wakes whoever waits.
pub(crate) fn wait_until<R, S>(
    announce: Announce,
    mut try_once: impl FnMut() -> Option<R>,
    settle: impl FnOnce(&mut Kernel, R) -> S,
) -> S {
    let once = || try_once().map_or(Attempt::Wait, Attempt::Changed);
    take_turn(announce, once, settle)
}

/// Waits under the object's lock until the attempt is something else than [`Attempt::Wait`].
pub(crate) fn take_turn<R, S>(
    announce: Announce,
    mut attempt: impl FnMut() -> Attempt<R>,
    settle: impl FnOnce(&mut Kernel, R) -> S,
) -> S {
    let id = lockable(announce);
    let (mutex, condvar) = (mutex(id), condvar(id));
    let turn = |me| {
        let lock = || mutex.lock().unwrap_or_else(PoisonError::into_inner);
        let mut guard = switching_as(me, lock);
        loop {
            match attempt() {
                Attempt::Wait => {}
                Attempt::Quiet(result) => return result,
                Attempt::Changed(result) => {
                    condvar.notify_all();
                    return result;
                }
            }
            let wait = || condvar.wait(guard).unwrap_or_else(PoisonError::into_inner);
            guard = switching_as(me, wait);
        }
    };
    operation(announce, turn, settle)
}

/// One attempt under the object's lock; `None` if it would have to wait.
pub(crate) fn try_turn<R, S>(
    announce: Announce,
    attempt: impl FnOnce() -> Attempt<R>,
    settle: impl FnOnce(&mut Kernel, Option<R>) -> S,
) -> S {
    let id = lockable(announce);
    let (mutex, condvar) = (mutex(id), condvar(id));
    let turn = |me| {
        let lock = || mutex.lock().unwrap_or_else(PoisonError::into_inner);
        let _guard = switching_as(me, lock);
        match attempt() {
            Attempt::Wait => None,
            Attempt::Quiet(result) => Some(result),
            Attempt::Changed(result) => {
                condvar.notify_all();
                Some(result)
            }
        }
    };
    operation(announce, turn, settle)
}

/// The object whose lock the step needs.
fn lockable(announce: Announce) -> ObjectId {
    if std::thread::panicking() {
        // loom's lock would stay poisoned for ever.
        outbox::unsupported("what a destructor does during a panic", announce.place);
    }
    announce.object.expect("what blocks in loom is an object")
}
