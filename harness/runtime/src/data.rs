//! Uses of locked data: no steps, only something to show.

use crate::Place;
use crate::kernel::{self, Ending};
use crate::object::ObjectId;
use crate::trace::{Op, Record, Value};

/// A number or a truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Datum {
    /// The atomic whose values look the same.
    pub(crate) kind: &'static str,
    pub(crate) bits: u64,
}

impl Datum {
    /// A value of the type that this atomic holds.
    pub const fn new(kind: &'static str, bits: u64) -> Self {
        Datum { kind, bits }
    }
}

const LOOK: Op = Op("look");
const CHANGE: Op = Op("change");

/// Notes that the data behind `lock` is read, or may be written, at `place`. `value` is asked only in a
/// model.
#[inline]
pub fn touch(
    lock: Option<ObjectId>,
    write: bool,
    place: Place,
    value: impl FnOnce() -> Option<Datum>,
) {
    if let Some(lock) = lock {
        touched(lock, write, place, value());
    }
}

/// Notes that the data behind `lock` is what it is now: the guard is given back. See [`touch`].
#[inline]
pub fn settle(lock: Option<ObjectId>, value: impl FnOnce() -> Option<Datum>) {
    if let Some(lock) = lock
        && let Some(datum) = value()
    {
        kernel::with(|k| settled(k, lock, datum));
    }
}

fn touched(lock: ObjectId, write: bool, place: Place, value: Option<Datum>) {
    let op = if write { CHANGE } else { LOOK };
    kernel::with(|k| {
        if k.ending != Ending::Not {
            return;
        }
        if let Some(datum) = value {
            settled(k, lock, datum);
        }
        let me = k.current;
        let same = |last: &Record| {
            let line = last.place.map(|place| place.line());
            last.thread == me
                && last.object == Some(lock)
                && last.op == op
                && line == Some(place.line())
        };
        if !k.trace.last().is_some_and(same) {
            let value = value.map_or(Value::None, |datum| Value::Data(datum, datum.bits));
            k.record(op, Some(lock), value, Some(place), true);
        }
    });
}

/// The last change of the data by the running thread has left this value.
fn settled(k: &mut kernel::Kernel, lock: ObjectId, datum: Datum) {
    let me = k.current;
    let own = k
        .trace
        .iter_mut()
        .rev()
        .take_while(|record| record.thread == me);
    let mut own = own.filter(|record| record.object == Some(lock));
    if let Some(record) = own.next()
        && record.op == CHANGE
        && let Value::Data(_, after) = &mut record.value
    {
        *after = datum.bits;
    }
}
