//! The atomics below the façade's: 64 bits that stand for any of std's types.
//!
//! The search engine is sequentially consistent whatever the orderings say. loom takes them as
//! written, but treats `SeqCst` as `AcqRel` (its issue 180): a fence before and after each `SeqCst`
//! load and store repairs it, so that store buffering, Peterson and Dekker hold.

use std::sync::atomic::Ordering;

use super::identify;
use crate::kernel::{self, Announce, How, Kernel, Shadow, Shared};
use crate::outbox::engine;
use crate::search::{self, step};
use crate::vocabulary::{
    Engine, ObjectCell, ObjectId, ObjectKind, Op, Outcome, Place, Scalar, Whole, order as noted,
};

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
    /// What it holds.
    pub scalar: Scalar,
    /// Who called.
    pub place: Place,
}

/// A use of an atomic in the running execution: what is done to which object.
#[derive(Clone, Copy)]
struct Step<'a> {
    id: ObjectId,
    op: Op,
    access: Access<'a>,
}

impl RawAtomic {
    /// An atomic that no execution has met.
    pub const fn new() -> Self {
        RawAtomic {
            cell: ObjectCell::new(),
        }
    }

    fn step<'a>(&self, op: Op, access: Access<'a>) -> Step<'a> {
        let kind = ObjectKind::Atomic(access.scalar);
        let id = identify(&self.cell, kind, access.whole, access.place);
        Step { id, op, access }
    }

    /// Reads; only in a model.
    pub fn load(&self, access: Access<'_>, order: Ordering) -> u64 {
        let this = self.step(Op::Load, access);
        if engine() == Engine::Search {
            step(this.announce());
            let bits = access.storage.get();
            kernel::with(|k| this.record(k, Outcome::Read(bits), order, false));
            return bits;
        }
        let base = this.synchronise();
        let load = |_| bracketed(order, || crate::loom::atomic(this.id).load(order));
        crate::loom::operation(this.announce(), load, |k, difference| {
            let seen = base.wrapping_add(difference);
            let newest = access.storage.get();
            let outcome = match seen == newest {
                true => Outcome::Read(seen),
                false => Outcome::Old { seen, newest },
            };
            this.record(k, outcome, order, false);
            seen
        })
    }

    /// Writes; only in a model.
    pub fn store(&self, access: Access<'_>, bits: u64, order: Ordering) {
        let this = self.step(Op::Store, access);
        if engine() == Engine::Search {
            step(this.announce());
            kernel::with(|k| this.changes(k, access.storage.get(), bits, order));
            return;
        }
        let base = this.synchronise();
        let updated = kernel::with(|k| k.object(this.id).shadow.updated);
        let store = |_| {
            bracketed(order, || {
                let (atomic, bits) = (crate::loom::atomic(this.id), bits.wrapping_sub(base));
                if updated {
                    // loom does not know that a store cannot come between the two halves of a
                    // read–modify–write: a value that such a one had put there could be read again
                    // after this store. As one itself, this store has its place after them all.
                    atomic.swap(bits, order);
                } else {
                    atomic.store(bits, order);
                }
            });
        };
        crate::loom::operation(this.announce(), store, |k, ()| {
            this.changes(k, access.storage.get(), bits, order);
        });
    }

    /// Reads, modifies and writes in one step; only in a model. `f` may be asked more than once.
    /// Returns the old value.
    pub fn update(
        &self,
        access: Access<'_>,
        op: Op,
        order: Ordering,
        f: &mut dyn FnMut(u64) -> u64,
    ) -> u64 {
        let this = self.step(op, access);
        if engine() == Engine::Search {
            step(this.announce());
            let old = access.storage.get();
            let new = f(old);
            kernel::with(|k| this.changes(k, old, new, order));
            return old;
        }
        let base = this.synchronise();
        kernel::with(|k| k.object(this.id).shadow.updated = true);
        let update = |_| {
            let old = loom_update(this.id, &access, base, order, f);
            (old, f(old))
        };
        crate::loom::operation(this.announce(), update, |k, (old, new)| {
            this.changes(k, old, new, order);
            old
        })
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
        let this = self.step(
            match weak {
                true => Op::CompareExchangeWeak,
                false => Op::CompareExchange,
            },
            access,
        );
        let settle = |k: &mut Kernel, result: Result<u64, u64>| {
            match result {
                Ok(old) => {
                    k.object(this.id).shadow.updated = true;
                    this.changes(k, old, new, success);
                }
                // It was what was expected, and failed all the same.
                Err(found) if found == current => {
                    this.record(k, Outcome::Spurious, failure, false);
                }
                Err(found) => this.record(k, Outcome::Read(found), failure, false),
            }
            result
        };
        if engine() == Engine::Search {
            step(this.announce());
            let found = access.storage.get();
            let fails = found != current || weak && search::choose(2, true) == 1;
            let result = if fails { Err(found) } else { Ok(found) };
            return kernel::with(|k| settle(k, result));
        }
        let base = this.synchronise();
        let exchange = |_| {
            let (from, to) = (current.wrapping_sub(base), new.wrapping_sub(base));
            let result = crate::loom::atomic(this.id).compare_exchange(from, to, success, failure);
            let value = |difference: u64| difference.wrapping_add(base);
            result.map(value).map_err(value)
        };
        crate::loom::operation(this.announce(), exchange, settle)
    }
}

impl Step<'_> {
    fn announce(&self) -> Announce {
        Announce::new(self.op, self.access.place).on(self.id)
    }

    fn record(&self, k: &mut Kernel, outcome: Outcome, order: Ordering, effect: bool) {
        let how = match outcome {
            Outcome::Changed { .. } => How::Change,
            _ => How::Look,
        };
        k.affects(Shared::Object(self.id), how);
        let (place, order) = (Some(self.access.place), Some(noted(order)));
        k.record_ordered(self.op, Some(self.id), outcome, place, order, effect);
    }

    /// The value is another one, or the same again.
    fn changes(&self, k: &mut Kernel, from: u64, to: u64, order: Ordering) {
        self.access.storage.set(to);
        k.object(self.id).shadow.latest = to;
        self.record(k, Outcome::Changed { from, to }, order, from != to);
    }

    /// What the pool's 0 stands for now. A value that was changed through `get_mut`, which loom does not
    /// see, moves it: whoever had `&mut` was alone, so no older value can be read any more.
    fn synchronise(&self) -> u64 {
        let bits = self.access.storage.get();
        kernel::with(|k| {
            let shadow = &mut k.object(self.id).shadow;
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
        let atomic = crate::loom::atomic(id);
        match atomic.compare_exchange(from, to, order, Ordering::Relaxed) {
            Ok(_) => return expected,
            Err(found) => expected = found.wrapping_add(base),
        }
    }
}

fn bracketed<R>(order: Ordering, operation: impl FnOnce() -> R) -> R {
    let sequential = order == Ordering::SeqCst;
    if sequential {
        ::loom::sync::atomic::fence(Ordering::SeqCst);
    }
    let result = operation();
    if sequential {
        ::loom::sync::atomic::fence(Ordering::SeqCst);
    }
    result
}

/// `std::sync::atomic::fence`. Under sequential consistency it orders nothing more.
pub fn fence(order: Ordering) {
    match engine() {
        Engine::Std => std::sync::atomic::fence(order),
        Engine::Search => {}
        Engine::Loom => {
            kernel::with(|k| k.totals.fences = true);
            crate::loom::switching(|| ::loom::sync::atomic::fence(order));
        }
    }
}
