//! The condition variable below the façade's.

use std::sync::PoisonError;
use std::time::Duration;

use super::identify;
use super::mutex::{LoomGuard, RawGuard, lock_in_loom, locks, unlock_in_loom};
use crate::kernel::{self, Announce, How, Kernel, Shared, Stop, Until};
use crate::outbox::{engine, or_stop};
use crate::search::{self, Wake, step};
use crate::vocabulary::{
    Engine, ObjectCell, ObjectId, ObjectKind, Op, Outcome, Place, ThreadId, Whole,
};

/// The condition variable below `heddle::sync::Condvar`.
#[derive(Debug, Default)]
pub struct RawCondvar {
    cell: ObjectCell,
    real: std::sync::Condvar,
}

impl RawCondvar {
    /// A condition variable that nobody waits on.
    pub const fn new() -> Self {
        RawCondvar {
            cell: ObjectCell::new(),
            real: std::sync::Condvar::new(),
        }
    }

    /// Gives `guard`'s lock back, sleeps until notified (or for no reason), takes the lock again.
    /// Returns whether it woke because `timeout` passed.
    pub fn wait<'a>(
        &self,
        whole: Whole,
        guard: RawGuard<'a>,
        timeout: Option<Duration>,
        place: Place,
    ) -> (RawGuard<'a>, bool) {
        match guard {
            RawGuard::Std(guard) => self.wait_for_real(guard, timeout),
            RawGuard::Search(lock, _) => {
                let id = identify(&self.cell, ObjectKind::Condvar, whole, place);
                let timed_out = wait_in_search(id, lock, timeout, place) == Wake::TimedOut;
                (RawGuard::Search(lock, place), timed_out)
            }
            RawGuard::Loom(lock, _, guard) => {
                let timeout = timeout.and_then(kernel::finite);
                let id = identify(&self.cell, ObjectKind::Condvar, whole, place);
                let guard = match timeout {
                    None => wait_in_loom(id, lock, guard, place),
                    Some(timeout) => time_out_in_loom(id, lock, guard, timeout, place),
                };
                (RawGuard::Loom(lock, place, guard), timeout.is_some())
            }
            RawGuard::Gone => unreachable!("a guard that was given back cannot wait"),
        }
    }

    fn wait_for_real<'a>(
        &self,
        guard: std::sync::MutexGuard<'a, ()>,
        timeout: Option<Duration>,
    ) -> (RawGuard<'a>, bool) {
        let Some(timeout) = timeout else {
            let guard = self.real.wait(guard);
            let guard = guard.unwrap_or_else(PoisonError::into_inner);
            return (RawGuard::Std(guard), false);
        };
        let waited = self.real.wait_timeout(guard, timeout);
        let (guard, result) = waited.unwrap_or_else(PoisonError::into_inner);
        (RawGuard::Std(guard), result.timed_out())
    }

    /// Wakes one of the threads that wait, any one; nothing if there is none.
    pub fn notify_one(&self, whole: Whole, place: Place) {
        match engine() {
            Engine::Std => self.real.notify_one(),
            engine => self.notify(engine, Op::NotifyOne, whole, place),
        }
    }

    /// Wakes every thread that waits now.
    pub fn notify_all(&self, whole: Whole, place: Place) {
        match engine() {
            Engine::Std => self.real.notify_all(),
            engine => self.notify(engine, Op::NotifyAll, whole, place),
        }
    }

    fn notify(&self, engine: Engine, op: Op, whole: Whole, place: Place) {
        let id = identify(&self.cell, ObjectKind::Condvar, whole, place);
        let announce = Announce::new(op, place).on(id);
        let notified = if engine == Engine::Search {
            step(announce);
            kernel::with(|k| wake(k, op, id, place))
        } else {
            let notify = |_| match op {
                Op::NotifyOne => crate::loom::condvar(id).notify_one(),
                _ => crate::loom::condvar(id).notify_all(),
            };
            crate::loom::operation(announce, notify, |k, ()| wake(k, op, id, place))
        };
        or_stop(notified);
    }
}

/// Wakes one, any one, or all who wait.
fn wake(k: &mut Kernel, op: Op, id: ObjectId, place: Place) -> Result<(), Stop> {
    let waiting = k.object(id).waiters.len();
    // One that wakes nobody only sees that nobody waits.
    let how = if waiting > 0 { How::Change } else { How::Look };
    k.affects(Shared::Object(id), how);
    let outcome = if op == Op::NotifyOne && waiting > 0 {
        let chosen = k.choose(waiting, false)?;
        let woken = k.object(id).waiters.remove(chosen);
        notified(k, woken);
        Outcome::WokeOne(woken)
    } else {
        let woken = std::mem::take(&mut k.object(id).waiters);
        woken.iter().for_each(|&thread| notified(k, thread));
        Outcome::WokeAll(woken.into())
    };
    k.record(op, Some(id), outcome, Some(place), true);
    Ok(())
}

fn notified(k: &mut Kernel, thread: ThreadId) {
    k.affects(Shared::Wake(thread), How::Enable);
    let thread = k.thread(thread);
    thread.notified = true;
    thread.next.deadline = None;
}

fn sleeps(id: ObjectId, lock: ObjectId, place: Place) -> Announce {
    Announce::new(Op::Wait, place)
        .on(id)
        .until(Until::Notified(lock))
}

fn fall_asleep(k: &mut Kernel, id: ObjectId, lock: ObjectId, spurious: bool, place: Place) {
    let me = k.exec.current;
    k.me().notified = spurious;
    if !spurious {
        k.object(id).waiters.push(me);
        k.affects(Shared::Object(id), How::Change);
    }
    k.object(lock).holder = None;
    k.affects(Shared::Object(lock), How::Give);
    k.record(Op::Wait, Some(id), Outcome::Done, Some(place), true);
}

fn wake_up(k: &mut Kernel, id: ObjectId, lock: ObjectId, outcome: Outcome, place: Place) {
    let me = k.exec.current;
    k.me().notified = false;
    k.object(lock).holder = Some(me);
    k.affects(Shared::Wake(me), How::Enabled);
    k.affects(Shared::Object(lock), How::Take);
    k.record(Op::Wake, Some(id), outcome, Some(place), true);
}

fn wait_in_search(id: ObjectId, lock: ObjectId, timeout: Option<Duration>, place: Place) -> Wake {
    step(Announce::new(Op::Wait, place).on(id));
    // Waking for no reason is decided here: from now on the thread may run again whenever the
    // lock is free, which is all that a spurious wake-up at any later time could do.
    let spurious = search::choose(2, true) == 1;
    let deadline = kernel::with(|k| {
        fall_asleep(k, id, lock, spurious, place);
        timeout.and_then(|timeout| k.deadline(timeout))
    });
    let wake = step(sleeps(id, lock, place).at_most(deadline));
    if wake == Wake::TimedOut {
        kernel::with(|k| {
            let me = k.exec.current;
            k.object(id).waiters.retain(|&waiter| waiter != me);
            k.affects(Shared::Object(id), How::Change);
            k.record(Op::TimeOut, Some(id), Outcome::Done, Some(place), true);
        });
        step(locks(lock, place));
    }
    let outcome = match wake {
        Wake::TimedOut => Outcome::TimedOut,
        Wake::Ready if spurious => Outcome::Spurious,
        Wake::Ready => Outcome::Done,
    };
    kernel::with(|k| wake_up(k, id, lock, outcome, place));
    wake
}

fn wait_in_loom(id: ObjectId, lock: ObjectId, guard: LoomGuard, place: Place) -> LoomGuard {
    kernel::with(|k| fall_asleep(k, id, lock, false, place));
    let wait = |_| {
        let condvar = crate::loom::condvar(id);
        condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
    };
    crate::loom::operation(sleeps(id, lock, place), wait, |k, guard| {
        wake_up(k, id, lock, Outcome::Done, place);
        guard
    })
}

/// loom's wait with a timeout: it is over as soon as the others had their turn.
fn time_out_in_loom(
    id: ObjectId,
    lock: ObjectId,
    guard: LoomGuard,
    timeout: Duration,
    place: Place,
) -> LoomGuard {
    unlock_in_loom(lock, place, guard);
    crate::loom::pass(timeout);
    lock_in_loom(lock, place, |k| {
        wake_up(k, id, lock, Outcome::TimedOut, place);
    })
}
