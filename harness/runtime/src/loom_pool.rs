//! loom's objects, made before anything runs.
//!
//! loom orders an object's creation after its maker, so one that a child thread makes at its first
//! use looks to loom as if it were shared without synchronisation. The main thread therefore makes a
//! pool of them when an execution starts, and a façade object takes the next of its kind when it registers.
//! Atomics start at 0 in the pool and hold the *difference* from the object's initial value.

use std::cell::Cell;

use crate::Kind;
use crate::kernel::{self, Status};
use crate::monitor::Turn;
use crate::object::ObjectId;
use crate::schedule::Announce;

/// How many objects of each of loom's kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Locks.
    pub mutexes: usize,
    /// Condition variables.
    pub condvars: usize,
    /// Atomics.
    pub atomics: usize,
}

impl Need {
    /// So many of each.
    pub const fn each(count: usize) -> Self {
        Need {
            mutexes: count,
            condvars: count,
            atomics: count,
        }
    }

    /// What an object of this kind is made of.
    pub(crate) const fn of(kind: Kind) -> Self {
        let (mutexes, condvars, atomics) = match kind {
            Kind::Mutex => (1, 0, 0),
            Kind::Condvar => (0, 1, 0),
            Kind::Atomic(_) => (0, 0, 1),
            _ => (1, 1, 0),
        };
        Need {
            mutexes,
            condvars,
            atomics,
        }
    }

    /// Combines each of the counts.
    #[must_use]
    pub fn with(self, other: Need, combine: impl Fn(usize, usize) -> usize) -> Self {
        Need {
            mutexes: combine(self.mutexes, other.mutexes),
            condvars: combine(self.condvars, other.condvars),
            atomics: combine(self.atomics, other.atomics),
        }
    }
}

/// Steps in a row that change nothing, after which a thread is taken to yield.
const LOOKS: u32 = 8;

struct Pool {
    mutexes: Vec<loom::sync::Mutex<()>>,
    condvars: Vec<loom::sync::Condvar>,
    atomics: Vec<loom::sync::atomic::AtomicU64>,
}

thread_local! {
    /// The running execution's pool. Leaked by `fill` and freed by the next `fill`: threads may
    /// outlive main, and loom's objects need no destructor.
    static POOL: Cell<*mut Pool> = const { Cell::new(std::ptr::null_mut()) };
}

/// Makes the pool. Must be called by the main thread of a loom execution, first thing.
pub(crate) fn fill(size: Need) {
    fn many<T>(count: usize, make: impl Fn() -> T) -> Vec<T> {
        (0..count).map(|_| make()).collect()
    }
    let pool = Box::new(Pool {
        mutexes: many(size.mutexes, || loom::sync::Mutex::new(())),
        condvars: many(size.condvars, loom::sync::Condvar::new),
        atomics: many(size.atomics, || loom::sync::atomic::AtomicU64::new(0)),
    });
    let old = POOL.replace(Box::into_raw(pool));
    if !old.is_null() {
        // SAFETY: it came from `Box::into_raw` below in an earlier execution, whose threads are gone.
        drop(unsafe { Box::from_raw(old) });
    }
}

/// The `place` in the pool's objects of one kind that the façade object `id` has.
fn slot<T>(
    id: ObjectId,
    kind: impl Fn(&Pool) -> &[T],
    place: impl Fn(Need) -> usize,
) -> &'static T {
    // SAFETY: the pool lives until the next execution begins, and no reference outlives its own
    // execution: guards and waits end with their threads.
    let objects: &'static [T] = kind(unsafe { &*POOL.get() });
    let at = place(kernel::with(|k| k.objects[id as usize].in_pool));
    match objects.get(at) {
        Some(object) => object,
        None => crate::unsupported(
            &format!("more than {} shared objects of a kind", objects.len()),
            None,
        ),
    }
}

/// The lock of a façade object.
pub(crate) fn mutex(id: ObjectId) -> &'static loom::sync::Mutex<()> {
    slot(id, |pool| &pool.mutexes, |need| need.mutexes)
}

/// The condition variable of a façade object.
pub(crate) fn condvar(id: ObjectId) -> &'static loom::sync::Condvar {
    slot(id, |pool| &pool.condvars, |need| need.condvars)
}

/// The atomic of a façade object.
pub(crate) fn atomic(id: ObjectId) -> &'static loom::sync::atomic::AtomicU64 {
    slot(id, |pool| &pool.atomics, |need| need.atomics)
}

/// Runs one of loom's operations. loom switches threads inside it, so who runs is put back after it;
/// what the thread waits for is there to be reported meanwhile.
///
/// A thread that has looked a few times in vain yields first: loom needs to be told that a loop waits
/// for another thread, and the learner's code need not say so.
pub(crate) fn operation<R>(announce: Announce, operation: impl FnOnce() -> R) -> R {
    if kernel::with(|k| k.me().idle >= LOOKS) {
        kernel::with(|k| k.me().idle = 0);
        crate::thread::loom_yields();
    }
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
    let id = announce.object.expect("what blocks in loom is an object");
    let (mutex, condvar) = (mutex(id), condvar(id));
    operation(announce, || {
        let me = kernel::with(|k| k.current);
        let mut guard = mutex
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        loop {
            kernel::with(|k| k.current = me);
            if let Some(result) = try_once() {
                condvar.notify_all();
                return result;
            }
            guard = condvar
                .wait(guard)
                .unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    })
}

/// [`wait_until`] for a monitor. Returns whether the turn changed anything.
pub(crate) fn take_turn(announce: Announce, attempt: &mut dyn FnMut() -> Turn<()>) -> bool {
    let id = announce.object.expect("what blocks in loom is an object");
    let (mutex, condvar) = (mutex(id), condvar(id));
    operation(announce, || {
        let me = kernel::with(|k| k.current);
        let mut guard = mutex
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        loop {
            kernel::with(|k| k.current = me);
            match attempt() {
                Turn::Wait => {}
                Turn::Quiet(()) => return false,
                Turn::Changed(()) => {
                    condvar.notify_all();
                    return true;
                }
            }
            guard = condvar
                .wait(guard)
                .unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    })
}

/// One attempt at a turn; `None` if it has to wait. Otherwise whether it changed anything.
pub(crate) fn try_turn(announce: Announce, attempt: &mut dyn FnMut() -> Turn<()>) -> Option<bool> {
    let id = announce.object.expect("what blocks in loom is an object");
    let (mutex, condvar) = (mutex(id), condvar(id));
    operation(announce, || {
        let me = kernel::with(|k| k.current);
        let _guard = mutex
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        kernel::with(|k| k.current = me);
        match attempt() {
            Turn::Wait => None,
            Turn::Quiet(()) => Some(false),
            Turn::Changed(()) => {
                condvar.notify_all();
                Some(true)
            }
        }
    })
}
