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
}

thread_local! {
    /// The running execution's pool. Leaked by `fill` and freed by the next `fill`: threads may
    /// outlive main, and loom's objects need no destructor.
    static POOL: Cell<*mut Pool> = const { Cell::new(std::ptr::null_mut()) };
    static TAKEN: RefCell<Taken> = const { RefCell::new(Taken {
        places: Vec::new(),
        used: Need::each(0),
        most_used: Need::each(0),
    }) };
}

/// Which objects of the pool have an owner.
struct Taken {
    /// Where each object's own begin, by its number.
    places: Vec<Need>,
    /// By all objects of this execution, and the most of any.
    used: Need,
    most_used: Need,
}

/// Makes the pool. Must be called by the main thread of a loom execution, first thing.
pub(crate) fn fill(size: Need) {
    fn many<T>(count: usize, make: impl Fn() -> T) -> Vec<T> {
        (0..count).map(|_| make()).collect()
    }
    let pool = Box::new(Pool {
        mutexes: many(size.mutexes, || ::loom::sync::Mutex::new(())),
        condvars: many(size.condvars, ::loom::sync::Condvar::new),
        atomics: many(size.atomics, || ::loom::sync::atomic::AtomicU64::new(0)),
    });
    let old = POOL.replace(Box::into_raw(pool));
    if !old.is_null() {
        // SAFETY: it came from `Box::into_raw` above in an earlier execution, whose threads are gone.
        drop(unsafe { Box::from_raw(old) });
    }
    TAKEN.with_borrow_mut(|taken| {
        taken.places.clear();
        taken.used = Need::default();
    });
}

/// The most that one of the executions so far took.
pub(crate) fn most_used() -> Need {
    TAKEN.with_borrow(|taken| taken.most_used)
}

/// Where in the pool the object's own begin. Objects get theirs in the order of their numbers.
fn place(id: ObjectId) -> Need {
    TAKEN.with_borrow_mut(|taken| {
        if let Some(place) = taken.places.get(id as usize) {
            return *place;
        }
        kernel::with(|k| {
            for object in &k.exec.objects[taken.places.len()..] {
                taken.places.push(taken.used);
                let need = Need::of(object.kind);
                taken.used = taken.used.with(need, |used, more| used + more);
            }
        });
        taken.most_used = taken.most_used.with(taken.used, usize::max);
        taken.places[id as usize]
    })
}

/// The object of one of loom's kinds that the façade object `id` has.
fn slot<T>(
    id: ObjectId,
    kind: impl Fn(&Pool) -> &[T],
    count: impl Fn(Need) -> usize,
) -> &'static T {
    // SAFETY: the pool lives until the next execution begins, and no reference outlives its own
    // execution: guards and waits end with their threads.
    let objects: &'static [T] = kind(unsafe { &*POOL.get() });
    match objects.get(count(place(id))) {
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
