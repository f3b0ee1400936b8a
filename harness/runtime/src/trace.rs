//! What an execution did, recorded as it goes: small, and turned into a report's facts only when it failed.

use heddle_protocol::{Location, Step};

use crate::vocabulary::{MemoryOrder, ObjectId, Op, Outcome, Place, ThreadId, ThreadSet};

/// One step, as it is recorded.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub thread: ThreadId,
    pub op: Op,
    pub object: Option<ObjectId>,
    pub outcome: Outcome,
    pub place: Option<Place>,
    /// Atomics: as the learner wrote it.
    pub order: Option<MemoryOrder>,
    pub preemption: bool,
    /// Who could have run instead.
    pub runnable: ThreadSet,
}

pub(crate) fn location(place: &std::panic::Location<'_>) -> Location {
    Location {
        file: place.file().to_owned(),
        line: place.line(),
        column: place.column(),
    }
}

impl Record {
    pub(crate) fn step(&self) -> Step {
        Step {
            thread: self.thread,
            op: self.op,
            object: self.object,
            outcome: self.outcome.clone(),
            order: self.order,
            location: self.place.map(location),
            preemption: self.preemption,
            runnable: self.runnable.bits(),
        }
    }
}
