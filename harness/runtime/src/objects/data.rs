//! Uses of locked data: no steps, only something to show.

use crate::kernel::{self, Kernel};
use crate::trace::Record;
use crate::vocabulary::{ObjectId, Op, Outcome, Place, Scalar};

/// A number or a truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Datum {
    scalar: Scalar,
    bits: u64,
}

impl Datum {
    /// A value of this type.
    pub const fn new(scalar: Scalar, bits: u64) -> Self {
        Datum { scalar, bits }
    }
}

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
    let op = if write { Op::Change } else { Op::Look };
    kernel::with(|k| {
        if !k.is_under_way() {
            return;
        }
        if let Some(datum) = value {
            settled(k, lock, datum);
        }
        let me = k.exec.current;
        let same = |last: &Record| {
            let line = last.place.map(|place| place.line());
            last.thread == me
                && last.object == Some(lock)
                && last.op == op
                && line == Some(place.line())
        };
        if !k.exec.trace.last().is_some_and(same) {
            let outcome = value.map_or(Outcome::Done, |datum| Outcome::Data {
                scalar: datum.scalar,
                from: datum.bits,
                to: datum.bits,
            });
            k.record(op, Some(lock), outcome, Some(place), true);
        }
    });
}

/// The last change of the data by the running thread has left this value.
fn settled(k: &mut Kernel, lock: ObjectId, datum: Datum) {
    let me = k.exec.current;
    let trace = k.exec.trace.iter_mut().rev();
    let mut own = trace
        .take_while(|record| record.thread == me)
        .filter(|record| record.object == Some(lock));
    if let Some(record) = own.next()
        && record.op == Op::Change
        && let Outcome::Data { to, .. } = &mut record.outcome
    {
        *to = datum.bits;
    }
}
