//! What a thread says before a step: what it will do, and on what condition.

use std::time::Duration;

use crate::vocabulary::{ObjectId, Op, Place, ThreadId};

/// The condition under which an announced step can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    Always,
    /// The lock has no holder, and no readers.
    Free(ObjectId),
    /// The lock has no writer.
    Readable(ObjectId),
    /// Woken from the condition variable, and the lock is free.
    Notified(ObjectId),
    /// The object changed since this version.
    Changed(ObjectId, u32),
    /// So many threads have come to the object.
    Reached(ObjectId, u32),
    Finished(ThreadId),
    Token,
    Never,
    /// No other thread can run: how main waits for detached threads after its return.
    OthersDone,
}

/// What a thread announces before a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Announce {
    pub op: Op,
    pub object: Option<ObjectId>,
    pub place: Option<Place>,
    pub until: Until,
    /// In virtual time.
    pub deadline: Option<Duration>,
}

impl Announce {
    /// A step that can always happen.
    pub fn new(op: Op, place: Place) -> Self {
        Announce {
            place: Some(place),
            ..Announce::anywhere(op)
        }
    }

    /// A step of no line of source.
    pub fn anywhere(op: Op) -> Self {
        Announce {
            op,
            object: None,
            place: None,
            until: Until::Always,
            deadline: None,
        }
    }

    pub fn on(self, object: ObjectId) -> Self {
        Announce {
            object: Some(object),
            ..self
        }
    }

    pub fn until(self, until: Until) -> Self {
        Announce { until, ..self }
    }

    /// It may give up at that virtual time.
    pub fn at_most(self, deadline: Option<Duration>) -> Self {
        Announce { deadline, ..self }
    }

    /// See [`Choice::doing`](super::Choice::doing).
    pub(super) fn number(&self) -> u32 {
        let Announce {
            op, object, place, ..
        } = *self;
        let line = place.map_or(0, |place| place.line() << 8 ^ place.column());
        let object = object.map_or(0, |id| id + 1);
        (op as u32) << 24 ^ line.wrapping_mul(31).wrapping_add(object)
    }
}
