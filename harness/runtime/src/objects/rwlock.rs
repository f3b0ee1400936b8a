//! The reader–writer lock below the façade's.

use std::sync::{PoisonError, TryLockError};

use super::identify;
use crate::kernel::{self, Announce, How, Kernel, Shared, Until};
use crate::outbox::{self, engine};
use crate::search::step;
use crate::vocabulary::{
    Engine, ObjectCell, ObjectId, ObjectKind, Op, Outcome, Place, Refusal, Whole,
};

/// The lock below `heddle::sync::RwLock`. In the model neither readers nor writers are preferred:
/// std promises no order.
#[derive(Debug, Default)]
pub struct RawRwLock {
    cell: ObjectCell,
    real: std::sync::RwLock<()>,
}

/// What a thread holds while it reads or writes; to be given back with [`RawRwLock::unlock`].
#[derive(Debug)]
pub enum RwGuard<'a> {
    /// The real lock, shared.
    StdRead(std::sync::RwLockReadGuard<'a, ()>),
    /// The real lock, alone.
    StdWrite(std::sync::RwLockWriteGuard<'a, ()>),
    /// A simulated lock: whether it is held alone.
    Model(ObjectId, Place, bool),
    /// Given back.
    Gone,
}

impl RwGuard<'_> {
    /// The lock, where a model runs.
    #[inline]
    pub fn object(&self) -> Option<ObjectId> {
        match self {
            RwGuard::Model(id, ..) => Some(*id),
            _ => None,
        }
    }
}

impl RawRwLock {
    /// A lock that nobody holds.
    pub const fn new() -> Self {
        RawRwLock {
            cell: ObjectCell::new(),
            real: std::sync::RwLock::new(()),
        }
    }

    /// Takes the lock, alone if `write`; blocks while it cannot.
    pub fn lock(&self, write: bool, whole: Whole, place: Place) -> RwGuard<'_> {
        let engine = engine();
        if engine == Engine::Std {
            return match write {
                true => {
                    RwGuard::StdWrite(self.real.write().unwrap_or_else(PoisonError::into_inner))
                }
                false => RwGuard::StdRead(self.real.read().unwrap_or_else(PoisonError::into_inner)),
            };
        }
        let id = identify(&self.cell, ObjectKind::RwLock, whole, place);
        let (op, until) = match write {
            true => (Op::Write, Until::Free(id)),
            false => (Op::Read, Until::Readable(id)),
        };
        let announce = Announce::new(op, place).on(id).until(until);
        if engine == Engine::Search {
            step(announce);
            kernel::with(|k| {
                take(k, id, write);
                let how = if write { How::Take } else { How::Share };
                k.affects(Shared::Object(id), how);
                done(k, op, id, place);
            });
        } else {
            let try_once = || kernel::with(|k| try_take(k, id, write));
            crate::loom::wait_until(announce, try_once, |k, ()| done(k, op, id, place));
        }
        RwGuard::Model(id, place, write)
    }

    /// Takes the lock, alone if `write`, if that is possible now.
    pub fn try_lock(&self, write: bool, whole: Whole, place: Place) -> Option<RwGuard<'_>> {
        let op = if write { Op::TryWrite } else { Op::TryRead };
        match engine() {
            Engine::Std if write => unpoisoned(self.real.try_write()).map(RwGuard::StdWrite),
            Engine::Std => unpoisoned(self.real.try_read()).map(RwGuard::StdRead),
            Engine::Loom => outbox::unsupported(&format!("`RwLock::{op}`"), Some(place)),
            Engine::Search => {
                let id = identify(&self.cell, ObjectKind::RwLock, whole, place);
                kernel::with(Kernel::unlocks_become_steps);
                step(Announce::new(op, place).on(id));
                kernel::with(|k| {
                    let taken = try_take(k, id, write).is_some();
                    let how = match (taken, write) {
                        (true, true) => How::TryTake,
                        (true, false) => How::TryShare,
                        (false, _) => How::TryInVain,
                    };
                    k.affects(Shared::Object(id), how);
                    if taken {
                        done(k, op, id, place);
                        return Some(RwGuard::Model(id, place, write));
                    }
                    let held = Outcome::Refused(Refusal::Held);
                    k.record(op, Some(id), held, Some(place), false);
                    None
                })
            }
        }
    }

    /// Makes a reader of the one that writes; nobody else writes between.
    pub fn downgrade<'a>(&self, guard: &mut RwGuard<'a>) {
        *guard = match std::mem::replace(guard, RwGuard::Gone) {
            RwGuard::StdWrite(guard) => {
                RwGuard::StdRead(std::sync::RwLockWriteGuard::downgrade(guard))
            }
            RwGuard::Model(id, place, true) => {
                let poison_came_before = || ();
                gives_way(Op::Downgrade, id, place, poison_came_before, |k| {
                    let me = k.exec.current;
                    let lock = k.exec.objects.get_mut(id as usize)?;
                    lock.holder = None;
                    lock.readers.push(me);
                    k.affects(Shared::Object(id), How::Give);
                    k.affects(Shared::Object(id), How::Share);
                    Some(())
                });
                RwGuard::Model(id, place, false)
            }
            reader => reader,
        };
    }

    /// Asks whether the lock is poisoned, or clears that, in `f`.
    pub fn about_poison(&self, op: Op, whole: Whole, place: Place, f: impl FnOnce() -> Outcome) {
        super::about_poison((&self.cell, ObjectKind::RwLock), op, (whole, place), f);
    }

    /// Gives the lock back, `last` thing before.
    pub fn unlock(&self, guard: &mut RwGuard<'_>, last: impl FnOnce()) {
        let RwGuard::Model(id, place, _) = *guard else {
            last();
            *guard = RwGuard::Gone;
            return;
        };
        if engine() == Engine::Loom && std::thread::panicking() {
            outbox::unsupported("a panic while a lock is held", Some(place));
        }
        *guard = RwGuard::Gone;
        gives_way(Op::Unlock, id, place, last, |k| give_back(k, id));
    }
}

/// A step that lets others have the lock, `last` thing before. In the search one of its own only where
/// someone tries locks or asks for poison.
fn gives_way(
    op: Op,
    id: ObjectId,
    place: Place,
    last: impl FnOnce(),
    change: impl Fn(&mut Kernel) -> Option<()>,
) {
    let announce = Announce::new(op, place).on(id);
    if engine() == Engine::Loom {
        last();
        let try_once = || kernel::with(&change);
        crate::loom::wait_until(announce, try_once, |k, ()| done(k, op, id, place));
        return;
    }
    if kernel::with(|k| k.config.unlocks_are_steps) {
        step(announce);
    }
    last();
    kernel::with(|k| {
        change(k);
        done(k, op, id, place);
    });
}

fn done(k: &mut Kernel, op: Op, id: ObjectId, place: Place) {
    k.record(op, Some(id), Outcome::Done, Some(place), true);
}

fn unpoisoned<G>(result: Result<G, TryLockError<G>>) -> Option<G> {
    match result {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

fn try_take(k: &mut Kernel, id: ObjectId, write: bool) -> Option<()> {
    let lock = k.object(id);
    let possible = lock.holder.is_none() && (!write || lock.readers.is_empty());
    possible.then(|| take(k, id, write))
}

fn take(k: &mut Kernel, id: ObjectId, write: bool) {
    let me = k.exec.current;
    let lock = k.object(id);
    match write {
        true => lock.holder = Some(me),
        false => lock.readers.push(me),
    }
}

fn give_back(k: &mut Kernel, id: ObjectId) -> Option<()> {
    let me = k.exec.current;
    let lock = k.exec.objects.get_mut(id as usize)?;
    let alone = lock.holder.take().is_some();
    if !alone && !lock.readers.is_empty() {
        let own = lock.readers.iter().position(|&reader| reader == me);
        // A guard may have been handed on: then another reader's entry is as good.
        lock.readers.remove(own.unwrap_or(0));
    }
    let how = if alone { How::Give } else { How::GiveShare };
    k.affects(Shared::Object(id), how);
    Some(())
}
