//! What an execution did, recorded as it goes: small, and turned into words only when it failed.

use heddle_protocol::{Location, Step};

use crate::Place;
use crate::data::Datum;
use crate::object::ObjectId;
use crate::relations::Relations;

/// What kind of object threads share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is std's type of the same name")]
pub enum Kind {
    Mutex,
    RwLock,
    Condvar,
    Atomic(&'static str),
    Barrier,
    Once,
    Channel,
    Scope,
    Park,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Mutex => "Mutex",
            Kind::RwLock => "RwLock",
            Kind::Condvar => "Condvar",
            Kind::Atomic(name) => name,
            Kind::Barrier => "Barrier",
            Kind::Once => "Once",
            Kind::Channel => "channel",
            Kind::Scope => "scope",
            Kind::Park => "thread token",
        }
    }
}

/// What a thread does in a step; `as_str` gives the word that reports use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Op(pub &'static str);

/// What a step is worth saying beside its operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    None,
    Bits(u64),
    /// loom let a thread read the first although the second was written since.
    Old(u64, u64),
    Change(u64, u64),
    /// Locked data: what it was, and what was left behind.
    Data(Datum, u64),
    Word(&'static str),
    Thread(u32),
    Text(Box<str>),
}

/// One step, as it is recorded.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub thread: u32,
    pub op: Op,
    pub object: Option<ObjectId>,
    pub value: Value,
    pub place: Option<Place>,
    /// Atomics: as the learner wrote it.
    pub order: Option<std::sync::atomic::Ordering>,
    pub preemption: bool,
    /// Bit t: thread t could have run instead.
    pub runnable: u64,
}

pub(crate) fn location(place: Place) -> Location {
    Location {
        file: place.file().to_owned(),
        line: place.line(),
        column: place.column(),
    }
}

impl Record {
    pub(crate) fn step(&self, kinds: &[crate::kernel::Object], relations: Relations) -> Step {
        let kind = self.object.map(|id| kinds[id as usize].kind);
        let (before, after) = self.around(kind);
        let value = match &self.value {
            Value::Data(datum, left) if *left == datum.bits => before.clone(),
            Value::Data(..) => before
                .as_ref()
                .zip(after.as_ref())
                .map(|(before, after)| format!("{before} → {after}")),
            Value::None => None,
            Value::Bits(bits) => Some(number(kind, *bits)),
            Value::Old(seen, newest) => Some(format!(
                "{}, an old value: {} was written since",
                number(kind, *seen),
                number(kind, *newest)
            )),
            Value::Change(from, to) => {
                Some(format!("{} → {}", number(kind, *from), number(kind, *to)))
            }
            Value::Word(word) => Some((*word).to_owned()),
            Value::Thread(thread) => Some(format!("thread {thread}")),
            Value::Text(text) => Some(text.to_string()),
        };
        Step {
            thread: self.thread,
            operation: self.op.0.to_owned(),
            object: self.object,
            value,
            before,
            after: after.clone(),
            location: self.place.map(location),
            preemption: self.preemption,
            runnable: (0..64).filter(|t| self.runnable >> t & 1 == 1).collect(),
            blocked: relations.blocked,
            could_go_on: relations.could_go_on,
            follows: relations.follows,
        }
    }
}

impl Record {
    /// What the object held before and after, where that is known.
    fn around(&self, kind: Option<Kind>) -> (Option<String>, Option<String>) {
        let (kind, before, after) = match self.value {
            Value::Bits(bits) => (kind, bits, bits),
            Value::Old(_, newest) => (kind, newest, newest),
            Value::Change(from, to) => (kind, from, to),
            Value::Data(datum, to) => (Some(Kind::Atomic(datum.kind)), datum.bits, to),
            Value::None | Value::Word(_) | Value::Thread(_) | Value::Text(_) => {
                return (None, None);
            }
        };
        (Some(number(kind, before)), Some(number(kind, after)))
    }
}

/// An atomic's bits as a person writes them: `true`, `-1`, `7`.
fn number(kind: Option<Kind>, bits: u64) -> String {
    match kind {
        Some(Kind::Atomic("AtomicBool")) => (bits != 0).to_string(),
        Some(Kind::Atomic("AtomicI8")) => (bits as i8).to_string(),
        Some(Kind::Atomic("AtomicI16")) => (bits as i16).to_string(),
        Some(Kind::Atomic("AtomicI32")) => (bits as i32).to_string(),
        Some(Kind::Atomic("AtomicI64" | "AtomicIsize")) => (bits as i64).to_string(),
        Some(Kind::Atomic("AtomicPtr")) if bits == 0 => "null".to_owned(),
        Some(Kind::Atomic("AtomicPtr")) => "a pointer".to_owned(),
        _ => bits.to_string(),
    }
}
