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

use crate::kernel;
use crate::outbox::or_stop;
use crate::vocabulary::{ObjectCell, ObjectId, ObjectKind, Place, Whole};

/// The object's number in the running execution.
#[inline]
fn identify(cell: &ObjectCell, kind: ObjectKind, whole: Whole, place: Place) -> ObjectId {
    or_stop(kernel::with(|k| k.identify(cell, kind, whole, place)))
}
