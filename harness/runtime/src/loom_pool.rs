//! loom's objects, made before anything runs.
//!
//! loom orders an object's creation after its maker, so one that a child thread makes at its first
//! use looks to loom as if it were shared without synchronisation. The main thread therefore makes a
//! pool of them when an execution starts, and a façade object takes the one with its own number.
//! Atomics start at 0 in the pool and hold the *difference* from the object's initial value.

use std::cell::Cell;

use crate::kernel::{self, Status};
use crate::monitor::Turn;
use crate::object::ObjectId;
use crate::schedule::Announce;

/// A lock with its condition variable: what everything that blocks is made of.
pub(crate) struct Slot {
    pub mutex: loom::sync::Mutex<()>,
    pub condvar: loom::sync::Condvar,
    pub atomic: loom::sync::atomic::AtomicU64,
}

thread_local! {
    /// The running execution's pool. Leaked by `fill` and freed by the next `fill`: threads may
    /// outlive main, and loom's objects need no destructor.
    static POOL: Cell<*const [Slot]> = const { Cell::new(std::ptr::slice_from_raw_parts(std::ptr::null(), 0)) };
}

/// Makes `size` of everything. Must be called by the main thread of a loom execution, first thing.
pub(crate) fn fill(size: usize) {
    let slots = (0..size).map(|_| Slot {
        mutex: loom::sync::Mutex::new(()),
        condvar: loom::sync::Condvar::new(),
        atomic: loom::sync::atomic::AtomicU64::new(0),
    });
    let pool: Box<[Slot]> = slots.collect();
    let old = POOL.replace(Box::into_raw(pool));
    if !old.is_null() {
        // SAFETY: it came from `Box::into_raw` below in an earlier execution, whose threads are gone.
        drop(unsafe { Box::from_raw(old.cast_mut()) });
    }
}

/// The pool's objects with this number.
pub(crate) fn slot(id: ObjectId) -> &'static Slot {
    // SAFETY: the pool lives until the next execution begins, and no reference outlives its own
    // execution: guards and waits end with their threads.
    let pool = unsafe { &*POOL.get() };
    match pool.get(id as usize) {
        Some(slot) => slot,
        None => crate::unsupported(&format!("more than {} shared objects", pool.len()), None),
    }
}

/// Runs one of loom's operations. loom switches threads inside it, so who runs is put back after it;
/// what the thread waits for is there to be reported meanwhile.
pub(crate) fn operation<R>(announce: Announce, operation: impl FnOnce() -> R) -> R {
    let me = kernel::with(|k| {
        k.steps += 1;
        crate::watchdog::step();
        let me = k.me();
        me.status = Status::Waiting;
        me.op = announce.op;
        me.object = announce.object;
        me.place = announce.place;
        me.until = announce.until;
        k.current
    });
    let result = operation();
    kernel::with(|k| {
        k.current = me;
        k.me().status = Status::Running;
    });
    result
}

/// Waits under the object's lock until `try_once` gives something, then wakes whoever waits.
pub(crate) fn wait_until<R>(announce: Announce, mut try_once: impl FnMut() -> Option<R>) -> R {
    let slot = slot(announce.object.expect("what blocks in loom is an object"));
    operation(announce, || {
        let me = kernel::with(|k| k.current);
        let mut guard = slot
            .mutex
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        loop {
            kernel::with(|k| k.current = me);
            if let Some(result) = try_once() {
                slot.condvar.notify_all();
                return result;
            }
            guard = slot
                .condvar
                .wait(guard)
                .unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    })
}

/// [`wait_until`] for a monitor. Returns whether the turn changed anything.
pub(crate) fn take_turn(announce: Announce, attempt: &mut dyn FnMut() -> Turn<()>) -> bool {
    let slot = slot(announce.object.expect("what blocks in loom is an object"));
    operation(announce, || {
        let me = kernel::with(|k| k.current);
        let mut guard = slot
            .mutex
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        loop {
            kernel::with(|k| k.current = me);
            match attempt() {
                Turn::Wait => {}
                Turn::Quiet(()) => return false,
                Turn::Changed(()) => {
                    slot.condvar.notify_all();
                    return true;
                }
            }
            guard = slot
                .condvar
                .wait(guard)
                .unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    })
}
