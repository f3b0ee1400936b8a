//! The atomics below the façade's: 64 bits that stand for any of std's types.
//!
//! The search engine is sequentially consistent whatever the orderings say. loom takes them as
//! written, but treats `SeqCst` as `AcqRel` (its issue 180): a fence before and after each `SeqCst`
//! load and store repairs it, so that store buffering, Peterson and Dekker hold.

use std::sync::atomic::Ordering;

use crate::kernel::{self, Until};
use crate::lock::Whole;
use crate::object::{ObjectCell, ObjectId};
use crate::schedule::{Announce, step};
use crate::trace::{Op, Value};
use crate::{Engine, Kind, Place, engine, loom_pool};

/// Identity of a façade atomic; the façade keeps the value in a real one.
#[derive(Debug, Default)]
pub struct RawAtomic {
    cell: ObjectCell,
}

/// Where a façade atomic keeps its value, as 64 bits.
pub trait Storage {
    /// The value; plain, since one simulated thread runs at a time.
    fn get(&self) -> u64;
    /// Replaces it.
    fn set(&self, bits: u64);
}

/// One use of an atomic.
#[derive(Clone, Copy)]
pub struct Access<'a> {
    /// The value's home.
    pub storage: &'a dyn Storage,
    /// The façade value's memory.
    pub whole: Whole,
    /// std's name of the type.
    pub name: &'static str,
    /// Who called.
    pub place: Place,
}

/// What a model knows of an atomic beside its value.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shadow {
    /// What the pool's 0 stands for.
    initial: u64,
    /// The last value in modification order.
    latest: u64,
    known: bool,
    /// loom: a read–modify–write has changed it in this execution.
    updated: bool,
}

impl RawAtomic {
    /// An atomic that no execution has met.
    pub const fn new() -> Self {
        RawAtomic {
            cell: ObjectCell::new(),
        }
    }

    fn id(&self, access: &Access<'_>) -> ObjectId {
        let kind = Kind::Atomic(access.name);
        kernel::with(|k| self.cell.id(k, kind, access.whole, access.place))
    }

    /// Reads; only in a model.
    pub fn load(&self, access: Access<'_>, order: Ordering) -> u64 {
        let id = self.id(&access);
        let announce = announce(id, "load", access.place);
        let bits = if engine() == Engine::Search {
            step(announce);
            access.storage.get()
        } else {
            let base = synchronise(id, &access);
            let difference = loom_pool::operation(announce, || {
                bracketed(order, || loom_pool::atomic(id).load(order))
            });
            base.wrapping_add(difference)
        };
        let newest = access.storage.get();
        let value = match bits == newest {
            true => Value::Bits(bits),
            false => Value::Old(bits, newest),
        };
        record(id, "load", value, access.place, order, false);
        bits
    }

    /// Writes; only in a model.
    pub fn store(&self, access: Access<'_>, bits: u64, order: Ordering) {
        let id = self.id(&access);
        let announce = announce(id, "store", access.place);
        let old = if engine() == Engine::Search {
            step(announce);
            access.storage.get()
        } else {
            let base = synchronise(id, &access);
            let updated = kernel::with(|k| k.objects[id as usize].shadow.updated);
            loom_pool::operation(announce, || {
                bracketed(order, || {
                    let (atomic, bits) = (loom_pool::atomic(id), bits.wrapping_sub(base));
                    if updated {
                        // loom does not know that a store cannot come between the two halves of a
                        // read–modify–write: a value that such a one had put there could be read again
                        // after this store. As one itself, this store has its place after them all.
                        atomic.swap(bits, order);
                    } else {
                        atomic.store(bits, order);
                    }
                });
            });
            access.storage.get()
        };
        written(id, &access, bits);
        let effect = old != bits;
        record(
            id,
            "store",
            Value::Change(old, bits),
            access.place,
            order,
            effect,
        );
    }

    /// Reads, modifies and writes in one step; only in a model. `f` may be asked more than once.
    /// Returns the old value.
    pub fn update(
        &self,
        access: Access<'_>,
        op: &'static str,
        order: Ordering,
        f: &mut dyn FnMut(u64) -> u64,
    ) -> u64 {
        let id = self.id(&access);
        let announce = announce(id, op, access.place);
        let old = if engine() == Engine::Search {
            step(announce);
            access.storage.get()
        } else {
            let base = synchronise(id, &access);
            updates(id);
            loom_pool::operation(announce, || loom_update(id, &access, base, order, f))
        };
        let new = f(old);
        written(id, &access, new);
        record(
            id,
            op,
            Value::Change(old, new),
            access.place,
            order,
            old != new,
        );
        old
    }

    /// Replaces `current` by `new` if that is the value; only in a model. A `weak` one may fail for
    /// no reason in the search engine, as it may on real processors.
    ///
    /// # Errors
    /// The value that was found instead.
    pub fn compare_exchange(
        &self,
        access: Access<'_>,
        (current, new): (u64, u64),
        (success, failure): (Ordering, Ordering),
        weak: bool,
    ) -> Result<u64, u64> {
        let id = self.id(&access);
        let op = if weak {
            "compare_exchange_weak"
        } else {
            "compare_exchange"
        };
        let announce = announce(id, op, access.place);
        let mut spurious = false;
        let result = if engine() == Engine::Search {
            step(announce);
            let found = access.storage.get();
            spurious = found == current && weak && kernel::with(|k| k.choose(2, true)) == 1;
            if found == current && !spurious {
                Ok(found)
            } else {
                Err(found)
            }
        } else {
            let base = synchronise(id, &access);
            let (from, to) = (current.wrapping_sub(base), new.wrapping_sub(base));
            let result = loom_pool::operation(announce, || {
                loom_pool::atomic(id).compare_exchange(from, to, success, failure)
            });
            result
                .map(|d| d.wrapping_add(base))
                .map_err(|d| d.wrapping_add(base))
        };
        match result {
            Ok(old) => {
                updates(id);
                written(id, &access, new);
                record(
                    id,
                    op,
                    Value::Change(old, new),
                    access.place,
                    success,
                    old != new,
                );
            }
            Err(_) if spurious => {
                record(
                    id,
                    op,
                    Value::Word("fails for no reason"),
                    access.place,
                    failure,
                    false,
                );
            }
            Err(found) => record(id, op, Value::Bits(found), access.place, failure, false),
        }
        result
    }
}

fn announce(id: ObjectId, op: &'static str, place: Place) -> Announce {
    Announce {
        op: Op(op),
        object: Some(id),
        place: Some(place),
        until: Until::Always,
        deadline: None,
    }
}

fn record(
    id: ObjectId,
    op: &'static str,
    value: Value,
    place: Place,
    order: Ordering,
    effect: bool,
) {
    kernel::with(|k| {
        k.record(Op(op), Some(id), value, Some(place), effect);
        if let Some(record) = k.trace.last_mut() {
            record.order = Some(order);
        }
    });
}

fn written(id: ObjectId, access: &Access<'_>, bits: u64) {
    access.storage.set(bits);
    kernel::with(|k| k.objects[id as usize].shadow.latest = bits);
}

fn updates(id: ObjectId) {
    kernel::with(|k| k.objects[id as usize].shadow.updated = true);
}

/// What the pool's 0 stands for now. A value that was changed through `get_mut`, which loom does not
/// see, moves it: whoever had `&mut` was alone, so no older value can be read any more.
fn synchronise(id: ObjectId, access: &Access<'_>) -> u64 {
    let bits = access.storage.get();
    kernel::with(|k| {
        let shadow = &mut k.objects[id as usize].shadow;
        if !shadow.known {
            *shadow = Shadow {
                initial: bits,
                latest: bits,
                known: true,
                updated: false,
            };
        }
        let moved = bits.wrapping_sub(shadow.latest);
        shadow.initial = shadow.initial.wrapping_add(moved);
        shadow.latest = bits;
        shadow.initial
    })
}

/// loom offers no general read–modify–write; a compare-exchange that expects the last value in
/// modification order is one, and succeeds unless another thread came first.
fn loom_update(
    id: ObjectId,
    access: &Access<'_>,
    base: u64,
    order: Ordering,
    f: &mut dyn FnMut(u64) -> u64,
) -> u64 {
    let mut expected = access.storage.get();
    loop {
        let (from, to) = (expected.wrapping_sub(base), f(expected).wrapping_sub(base));
        let atomic = loom_pool::atomic(id);
        match atomic.compare_exchange(from, to, order, Ordering::Relaxed) {
            Ok(_) => return expected,
            Err(found) => expected = found.wrapping_add(base),
        }
    }
}

fn bracketed<R>(order: Ordering, operation: impl FnOnce() -> R) -> R {
    let sequential = order == Ordering::SeqCst;
    if sequential {
        loom::sync::atomic::fence(Ordering::SeqCst);
    }
    let result = operation();
    if sequential {
        loom::sync::atomic::fence(Ordering::SeqCst);
    }
    result
}

/// `std::sync::atomic::fence`. Under sequential consistency it orders nothing more.
pub fn fence(order: Ordering) {
    match engine() {
        Engine::Std => std::sync::atomic::fence(order),
        Engine::Search => {}
        Engine::Loom => {
            let me = kernel::with(|k| {
                k.fences = true;
                k.current
            });
            loom::sync::atomic::fence(order);
            kernel::with(|k| k.current = me);
        }
    }
}
