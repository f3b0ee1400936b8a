//! loom's objects, made before anything runs.
//!
//! loom orders an object's creation after its maker, so one that a child thread makes at its first
//! use looks to loom as if it were shared without synchronisation. The main thread therefore makes a
//! pool of them when an execution starts, and a façade object takes the next of its kind when it is first
//! used. Atomics start at 0 in the pool and hold the *difference* from the object's initial value.

use std::cell::{Cell, RefCell};

use crate::kernel;
use crate::outbox;
use crate::vocabulary::{ObjectId, ObjectKind};

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
    const fn of(kind: ObjectKind) -> Self {
        let (mutexes, condvars, atomics) = match kind {
            ObjectKind::Mutex => (1, 0, 0),
            ObjectKind::Condvar => (0, 1, 0),
            ObjectKind::Atomic(_) => (0, 0, 1),
            ObjectKind::RwLock
            | ObjectKind::Barrier
            | ObjectKind::Once
            | ObjectKind::Channel
            | ObjectKind::Park => (1, 1, 0),
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

struct Pool {
    mutexes: Vec<::loom::sync::Mutex<()>>,
    condvars: Vec<::loom::sync::Condvar>,
    atomics: Vec<::loom::sync::atomic::AtomicU64>,
    /// Where each façade object's own begin, by its number.
    places: RefCell<Vec<Need>>,
    /// How many have an owner.
    used: Cell<Need>,
}

thread_local! {
    /// The running execution's pool. Leaked by `fill` and freed by the next `fill`: threads may
    /// outlive main, and loom's objects need no destructor.
    static POOL: Cell<*const Pool> = const { Cell::new(std::ptr::null()) };
    /// The most of any execution before the running one.
    static MOST_USED: Cell<Need> = const { Cell::new(Need::each(0)) };
}

/// The running execution's pool.
fn pool() -> &'static Pool {
    // SAFETY: `fill` made it, and it lives until the next execution begins. No reference outlives its own
    // execution: guards and waits end with their threads.
    unsafe { &*POOL.get() }
}

/// Makes the pool. Must be called by the main thread of a loom execution, first thing.
pub(crate) fn fill(size: Need) {
    fn many<T>(count: usize, make: impl Fn() -> T) -> Vec<T> {
        (0..count).map(|_| make()).collect()
    }
    MOST_USED.set(most_used());
    let pool = Box::new(Pool {
        mutexes: many(size.mutexes, || ::loom::sync::Mutex::new(())),
        condvars: many(size.condvars, ::loom::sync::Condvar::new),
        atomics: many(size.atomics, || ::loom::sync::atomic::AtomicU64::new(0)),
        places: RefCell::default(),
        used: Cell::default(),
    });
    let old = POOL.replace(Box::into_raw(pool));
    if !old.is_null() {
        // SAFETY: it came from `Box::into_raw` above in an earlier execution, whose threads are gone.
        drop(unsafe { Box::from_raw(old.cast_mut()) });
    }
}

/// The most that one of the executions so far took.
pub(crate) fn most_used() -> Need {
    let before = MOST_USED.get();
    if POOL.get().is_null() {
        return before;
    }
    before.with(pool().used.get(), usize::max)
}

impl Pool {
    /// Where the object's own begin. Objects get theirs in the order of their numbers.
    fn place(&self, id: ObjectId) -> Need {
        let known = self.places.borrow().get(id as usize).copied();
        known.unwrap_or_else(|| self.deal(id))
    }

    #[cold]
    fn deal(&self, id: ObjectId) -> Need {
        let mut places = self.places.borrow_mut();
        kernel::with(|k| {
            for object in &k.exec.objects[places.len()..] {
                places.push(self.used.get());
                let need = Need::of(object.kind);
                self.used
                    .set(self.used.get().with(need, |used, more| used + more));
            }
        });
        places[id as usize]
    }
}

/// The object of one of loom's kinds that the façade object `id` has.
fn slot<T>(
    id: ObjectId,
    kind: impl Fn(&'static Pool) -> &'static [T],
    count: impl Fn(Need) -> usize,
) -> &'static T {
    let pool = pool();
    let objects = kind(pool);
    match objects.get(count(pool.place(id))) {
        Some(object) => object,
        None => outbox::unsupported(
            &format!("more than {} shared objects of a kind", objects.len()),
            None,
        ),
    }
}

/// The lock of a façade object.
pub(crate) fn mutex(id: ObjectId) -> &'static ::loom::sync::Mutex<()> {
    slot(id, |pool| &pool.mutexes, |need| need.mutexes)
}

/// The condition variable of a façade object.
pub(crate) fn condvar(id: ObjectId) -> &'static ::loom::sync::Condvar {
    slot(id, |pool| &pool.condvars, |need| need.condvars)
}

/// The atomic of a façade object.
pub(crate) fn atomic(id: ObjectId) -> &'static ::loom::sync::atomic::AtomicU64 {
    slot(id, |pool| &pool.atomics, |need| need.atomics)
}
