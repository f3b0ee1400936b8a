//! What an execution did, recorded as it goes: small, and turned into a report's facts only when it failed.

use std::collections::HashSet;

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

/// Whether something still was new after the first quarter of the steps: an atomic, or a number behind a lock,
/// got a value that it had not had before, or a message was sent. Threads that only go round do so from early
/// on, and meet the same values again.
pub(crate) fn still_new(trace: &[Record]) -> bool {
    let (before, last) = trace.split_at(trace.len() / 4);
    let values = |record: &Record| match record.outcome {
        Outcome::Changed { from, to } | Outcome::Data { from, to, .. } => Some((from, to)),
        Outcome::Sent(number) => Some((number, number)),
        _ => None,
    };
    let mut known = HashSet::new();
    for record in before {
        if let Some((from, to)) = values(record) {
            known.extend([(record.object, from), (record.object, to)]);
        }
    }
    let mut last = last.iter();
    last.any(|record| values(record).is_some_and(|(_, to)| !known.contains(&(record.object, to))))
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
