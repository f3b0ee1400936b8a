//! The reader–writer lock below the façade's.

use std::sync::{PoisonError, TryLockError};

use crate::kernel::{self, Kernel, Until};
use crate::lock::{Whole, tries};
use crate::object::{ObjectCell, ObjectId};
use crate::schedule::{Announce, step};
use crate::trace::{Op, Value};
use crate::{Engine, Kind, Place, engine, loom_pool};

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
        let id = kernel::with(|k| self.cell.id(k, Kind::RwLock, whole, place));
        let announce = announce(id, write, place);
        if engine == Engine::Search {
            step(announce);
            kernel::with(|k| take(k, id, write));
        } else {
            loom_pool::wait_until(announce, || kernel::with(|k| try_take(k, id, write)));
        }
        let op = if write { "write" } else { "read" };
        kernel::with(|k| k.record(Op(op), Some(id), Value::None, Some(place), true));
        RwGuard::Model(id, place, write)
    }

    /// Takes the lock, alone if `write`, if that is possible now.
    pub fn try_lock(&self, write: bool, whole: Whole, place: Place) -> Option<RwGuard<'_>> {
        let op = if write { "try_write" } else { "try_read" };
        match engine() {
            Engine::Std if write => unpoisoned(self.real.try_write()).map(RwGuard::StdWrite),
            Engine::Std => unpoisoned(self.real.try_read()).map(RwGuard::StdRead),
            Engine::Loom => crate::unsupported(&format!("`RwLock::{op}`"), Some(place)),
            Engine::Search => {
                let id = kernel::with(|k| self.cell.id(k, Kind::RwLock, whole, place));
                tries();
                step(Announce {
                    op: Op(op),
                    until: Until::Always,
                    ..announce(id, write, place)
                });
                kernel::with(|k| {
                    let taken = try_take(k, id, write).is_some();
                    let value = if taken {
                        Value::None
                    } else {
                        Value::Word("it is held")
                    };
                    k.record(Op(op), Some(id), value, Some(place), taken);
                    taken.then_some(RwGuard::Model(id, place, write))
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
                self.make_reader(id, place);
                RwGuard::Model(id, place, false)
            }
            reader => reader,
        };
    }

    fn make_reader(&self, id: ObjectId, place: Place) {
        let announce = Announce {
            op: Op("downgrade"),
            ..announce(id, true, place)
        };
        let change = || {
            kernel::with(|k| {
                let me = k.current;
                let lock = k.objects.get_mut(id as usize)?;
                lock.holder = None;
                lock.readers.push(me);
                Some(())
            })
        };
        if engine() == Engine::Loom {
            loom_pool::wait_until(announce, change);
        } else {
            if kernel::with(|k| k.tries) {
                step(Announce {
                    until: Until::Always,
                    ..announce
                });
            }
            change();
        }
        kernel::with(|k| k.record(Op("downgrade"), Some(id), Value::None, Some(place), true));
    }

    /// Gives the lock back.
    pub fn unlock(&self, guard: &mut RwGuard<'_>) {
        if let RwGuard::Model(id, place, write) = *guard {
            let announce = Announce {
                op: Op("unlock"),
                ..announce(id, write, place)
            };
            match engine() {
                Engine::Loom => {
                    if std::thread::panicking() {
                        crate::unsupported("a panic while a lock is held", Some(place));
                    }
                    loom_pool::wait_until(announce, || kernel::with(|k| give_back(k, id)));
                }
                _ => {
                    if kernel::with(|k| k.tries) {
                        step(Announce {
                            until: Until::Always,
                            ..announce
                        });
                    }
                    kernel::with(|k| give_back(k, id));
                }
            }
            kernel::with(|k| k.record(Op("unlock"), Some(id), Value::None, Some(place), true));
        }
        *guard = RwGuard::Gone;
    }
}

fn unpoisoned<G>(result: Result<G, TryLockError<G>>) -> Option<G> {
    match result {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

fn announce(id: ObjectId, write: bool, place: Place) -> Announce {
    Announce {
        op: Op(if write { "write" } else { "read" }),
        object: Some(id),
        place: Some(place),
        until: if write {
            Until::Free(id)
        } else {
            Until::Readable(id)
        },
        deadline: None,
    }
}

fn try_take(k: &mut Kernel, id: ObjectId, write: bool) -> Option<()> {
    let lock = &k.objects[id as usize];
    let possible = lock.holder.is_none() && (!write || lock.readers.is_empty());
    possible.then(|| take(k, id, write))
}

fn take(k: &mut Kernel, id: ObjectId, write: bool) {
    let me = k.current;
    let lock = &mut k.objects[id as usize];
    match write {
        true => lock.holder = Some(me),
        false => lock.readers.push(me),
    }
}

fn give_back(k: &mut Kernel, id: ObjectId) -> Option<()> {
    let me = k.current;
    let lock = k.objects.get_mut(id as usize)?;
    if lock.holder.take().is_none()
        && let Some(at) = lock
            .readers
            .iter()
            .position(|&reader| reader == me)
            .or(Some(0))
        && at < lock.readers.len()
    {
        lock.readers.remove(at);
    }
    Some(())
}
