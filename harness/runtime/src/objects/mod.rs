//! What the façade's types hold: one file a primitive, with real threads, the search and loom beside each
//! other.
//!
//! These parts are not generic over the learner's data, so that the engines are compiled here and not again
//! into every subject.

pub mod atomic;
pub mod calls;
pub mod condvar;
pub mod data;
pub mod local;
pub mod meeting;
pub mod monitor;
pub mod mutex;
pub mod panics;
pub mod promise;
pub mod rwlock;
pub mod thread;
pub mod time;

use crate::kernel::{self, Announce, How, Kernel, Shared};
use crate::outbox::{engine, or_stop};
use crate::search::step;
use crate::vocabulary::{Engine, ObjectCell, ObjectId, ObjectKind, Op, Outcome, Place, Whole};

/// A look at the poison of a lock, or a change of it. In the search it is a step, and so is giving a lock
/// back from then on: a panic poisons the lock with that, and others may look in between. In loom nobody
/// can tell, since a panic with a lock held ends its stage.
fn about_poison(
    (cell, kind): (&ObjectCell, ObjectKind),
    op: Op,
    (whole, place): (Whole, Place),
    f: impl FnOnce() -> Outcome,
) {
    if engine() != Engine::Search {
        f();
        return;
    }
    let id = identify(cell, kind, whole, place);
    kernel::with(Kernel::unlocks_become_steps);
    step(Announce::new(op, place).on(id));
    let outcome = f();
    let changes = op == Op::ClearPoison;
    kernel::with(|k| {
        k.affects(
            Shared::Object(id),
            if changes { How::Change } else { How::Look },
        );
        k.record(op, Some(id), outcome, Some(place), changes);
    });
}

/// The object's number in the running execution.
#[inline]
fn identify(cell: &ObjectCell, kind: ObjectKind, whole: Whole, place: Place) -> ObjectId {
    or_stop(kernel::with(|k| k.identify(cell, kind, whole, place)))
}
