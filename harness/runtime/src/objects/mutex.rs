//! The lock below the façade's, without the learner's data.

use std::sync::PoisonError;

use super::identify;
use crate::kernel::{self, Announce, How, Kernel, Shared, Until};
use crate::outbox::{self, engine};
use crate::search::step;
use crate::vocabulary::{
    Engine, ObjectCell, ObjectId, ObjectKind, Op, Outcome, Place, Refusal, Whole,
};

/// The lock below `heddle::sync::Mutex`.
#[derive(Debug, Default)]
pub struct RawMutex {
    cell: ObjectCell,
    real: std::sync::Mutex<()>,
}

/// What a thread holds while it holds a [`RawMutex`]. It must be given back to
/// [`RawMutex::unlock`]; dropped, it leaves a simulated lock held for ever.
#[derive(Debug)]
pub enum RawGuard<'a> {
    /// The real lock.
    Std(std::sync::MutexGuard<'a, ()>),
    /// Held by the thread that the kernel names.
    Search(ObjectId, Place),
    /// loom's lock.
    Loom(ObjectId, Place, LoomGuard),
    /// Given back.
    Gone,
}

/// A lock of loom's.
pub type LoomGuard = ::loom::sync::MutexGuard<'static, ()>;

impl RawGuard<'_> {
    /// The lock, where a model runs.
    #[inline]
    pub fn object(&self) -> Option<ObjectId> {
        match self {
            RawGuard::Search(id, _) | RawGuard::Loom(id, ..) => Some(*id),
            RawGuard::Std(_) | RawGuard::Gone => None,
        }
    }
}

impl RawMutex {
    /// A lock that nobody holds.
    pub const fn new() -> Self {
        RawMutex {
            cell: ObjectCell::new(),
            real: std::sync::Mutex::new(()),
        }
    }

    /// Takes the lock; blocks while another thread has it.
    pub fn lock(&self, whole: Whole, place: Place) -> RawGuard<'_> {
        let engine = engine();
        if engine == Engine::Std {
            return RawGuard::Std(self.real.lock().unwrap_or_else(PoisonError::into_inner));
        }
        let id = identify(&self.cell, ObjectKind::Mutex, whole, place);
        if engine == Engine::Search {
            step(locks(id, place));
            kernel::with(|k| taken(k, Op::Lock, id, place));
            return RawGuard::Search(id, place);
        }
        let guard = lock_in_loom(id, place, |k| taken(k, Op::Lock, id, place));
        RawGuard::Loom(id, place, guard)
    }

    /// Takes the lock if nobody has it.
    pub fn try_lock(&self, whole: Whole, place: Place) -> Option<RawGuard<'_>> {
        match engine() {
            Engine::Std => match self.real.try_lock() {
                Ok(guard) => Some(RawGuard::Std(guard)),
                Err(std::sync::TryLockError::Poisoned(poisoned)) => {
                    Some(RawGuard::Std(poisoned.into_inner()))
                }
                Err(std::sync::TryLockError::WouldBlock) => None,
            },
            Engine::Search => {
                let id = identify(&self.cell, ObjectKind::Mutex, whole, place);
                kernel::with(Kernel::unlocks_become_steps);
                step(Announce::new(Op::TryLock, place).on(id));
                kernel::with(|k| {
                    if k.object(id).holder.is_none() {
                        taken(k, Op::TryLock, id, place);
                        return Some(RawGuard::Search(id, place));
                    }
                    k.affects(Shared::Object(id), How::TryInVain);
                    let held = Outcome::Refused(Refusal::Held);
                    k.record(Op::TryLock, Some(id), held, Some(place), false);
                    None
                })
            }
            // loom's own blocks where std's would return (its issue 376).
            Engine::Loom => outbox::unsupported("`Mutex::try_lock`", Some(place)),
        }
    }

    /// Asks whether the lock is poisoned, or clears that, in `f`.
    pub fn about_poison(&self, op: Op, whole: Whole, place: Place, f: impl FnOnce() -> Outcome) {
        super::about_poison((&self.cell, ObjectKind::Mutex), op, (whole, place), f);
    }

    /// Gives the lock back, `last` thing before. In the model this is a step of its own only where someone
    /// tries locks or asks for poison: otherwise no thread can tell whether it happens before or with the
    /// next step.
    pub fn unlock(&self, guard: &mut RawGuard<'_>, last: impl FnOnce()) {
        match std::mem::replace(guard, RawGuard::Gone) {
            RawGuard::Std(guard) => {
                last();
                drop(guard);
            }
            RawGuard::Search(id, place) => {
                if kernel::with(|k| k.config.unlocks_are_steps) {
                    step(Announce::new(Op::Unlock, place).on(id));
                }
                last();
                kernel::with(|k| given_back(k, id, place));
            }
            RawGuard::Loom(id, place, guard) => {
                if std::thread::panicking() {
                    // loom's lock would stay poisoned for ever.
                    outbox::unsupported("a panic while a lock is held", Some(place));
                }
                unlock_in_loom(id, place, guard);
            }
            RawGuard::Gone => {}
        }
    }
}

/// Takes the lock once it is free.
pub(super) fn locks(id: ObjectId, place: Place) -> Announce {
    Announce::new(Op::Lock, place).on(id).until(Until::Free(id))
}

/// Takes loom's lock; `settle` writes down what is so then.
pub(super) fn lock_in_loom(
    id: ObjectId,
    place: Place,
    settle: impl FnOnce(&mut Kernel),
) -> LoomGuard {
    let lock = |_| {
        let mutex = crate::loom::mutex(id);
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    };
    crate::loom::operation(locks(id, place), lock, |k, guard| {
        settle(k);
        guard
    })
}

/// Gives loom's lock back.
pub(super) fn unlock_in_loom(id: ObjectId, place: Place, guard: LoomGuard) {
    let me = kernel::with(|k| {
        given_back(k, id, place);
        k.exec.current
    });
    crate::loom::switching_as(me, || drop(guard));
}

fn taken(k: &mut Kernel, op: Op, id: ObjectId, place: Place) {
    let me = k.exec.current;
    k.totals.overlap = k.totals.overlap
        || k.exec.objects.iter().any(|object| {
            object.kind == ObjectKind::Mutex && object.holder.is_some_and(|other| other != me)
        });
    k.object(id).holder = Some(me);
    let how = if op.tries() { How::TryTake } else { How::Take };
    k.affects(Shared::Object(id), how);
    k.record(op, Some(id), Outcome::Done, Some(place), true);
}

fn given_back(k: &mut Kernel, id: ObjectId, place: Place) {
    // After the scenario's end a lock may be given back by whoever drops its guard.
    if let Some(lock) = k.exec.objects.get_mut(id as usize) {
        lock.holder = None;
        k.affects(Shared::Object(id), How::Give);
        k.record(Op::Unlock, Some(id), Outcome::Done, Some(place), true);
    }
}
