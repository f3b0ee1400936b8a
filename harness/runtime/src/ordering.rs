//! Why a read saw an old value: which two accesses are not ordered, and what would order them.
//!
//! Only loom answers a read with an old value, and only where the orderings allow it. Two patterns are
//! told: a word that one thread says and the other hears, where one of the two is too weak; and two
//! threads that each store and then look at what the other stored, which takes `SeqCst`.

use std::sync::atomic::Ordering;

use crate::cause::{Cause, at};
use crate::failure::name;
use crate::kernel::Kernel;
use crate::trace::{Record, Value};

/// The cause, if a read of this execution saw an old value that explains something.
pub(crate) fn cause(k: &Kernel) -> Option<Cause> {
    let old: Vec<(usize, usize)> = (0..k.trace.len())
        .filter(|&read| matches!(k.trace[read].value, Value::Old(..)))
        .filter_map(|read| Some((missed_by(k, read)?, read)))
        .collect();
    // A loop that waits for a flag reads old values as well: what was read last has been relied on.
    let said_too_weakly = || {
        let mut newest_first = old.iter().rev();
        newest_first.find_map(|&(missed, read)| Some((missed, read, too_weak(k, missed, read)?)))
    };
    let crossing = || {
        let mut oldest_first = old.iter();
        oldest_first.find_map(|&(missed, read)| Some((missed, read, crossing(k, missed, read)?)))
    };
    let unknown = || {
        let &(missed, read) = old.last()?;
        Some((missed, read, in_general(k, missed, read)))
    };
    let (missed, read, missing) = said_too_weakly().or_else(crossing).or_else(unknown)?;
    let (missed, read) = (&k.trace[missed], &k.trace[read]);
    let sentence = format!(
        "`{}` may read an old value at {}, because nothing orders that read after the `{}` of `{}` at \
         {}: {missing}",
        name(k, read.thread),
        at(read),
        missed.op.0,
        name(k, missed.thread),
        at(missed),
    );
    Some(Cause {
        sentence,
        place: read.place,
    })
}

/// The other thread's store that a read at that step might have seen. A thread that the reader has
/// joined since is ordered before the read, whatever else is wrong.
fn missed_by(k: &Kernel, at: usize) -> Option<usize> {
    let (before, read) = (&k.trace[..at], &k.trace[at]);
    let store = before.iter().rposition(|record| {
        record.object == read.object
            && record.thread != read.thread
            && matches!(record.value, Value::Change(..))
    })?;
    let writer = before[store].thread;
    let joined = before[store..].iter().any(|record| {
        record.thread == read.thread
            && record.op.0 == "join"
            && matches!(record.value, Value::Thread(other) if other == writer)
    });
    (!joined).then_some(store)
}

/// The last word of the writer that the reader heard in between, if one of the two is too weak.
fn too_weak(k: &Kernel, missed: usize, read: usize) -> Option<String> {
    if k.fences {
        return None; // What looks weak may be strong enough.
    }
    let (said, heard) = word(k, missed, read)?;
    let releases = matches!(
        said.order?,
        Ordering::Release | Ordering::AcqRel | Ordering::SeqCst
    );
    let acquires = matches!(
        heard.order?,
        Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst
    );
    let (done, seen) = (at(said), at(heard));
    let missing = match (releases, acquires) {
        (true, true) => return None,
        (false, true) => format!("{done} needs `Release`"),
        (true, false) => format!("{seen} needs `Acquire`"),
        (false, false) => format!("{done} takes `Release`, and {seen} needs `Acquire`"),
    };
    Some(format!(
        "`{}` says at {done} that it is done, and `{}` finds out at {seen}; {missing}",
        name(k, said.thread),
        name(k, heard.thread),
    ))
}

/// What the one thread said after its store, and what the other heard of that before its read: on
/// another atomic.
fn word(k: &Kernel, missed: usize, read: usize) -> Option<(&Record, &Record)> {
    let (reader, writer) = (k.trace[read].thread, k.trace[missed].thread);
    let data = k.trace[missed].object;
    let between = &k.trace[missed..read];
    let heard = between.iter().enumerate().rev().filter(|(_, record)| {
        record.thread == reader
            && record.order.is_some()
            && record.object != data
            && is_read(record)
    });
    heard
        .filter(|(_, record)| !matches!(record.value, Value::Old(..)))
        .find_map(|(at, heard)| {
            let said = |record: &&Record| {
                record.thread == writer && record.object == heard.object && is_write(record)
            };
            Some((between[..at].iter().rev().find(said)?, heard))
        })
}

fn is_write(record: &Record) -> bool {
    matches!(record.value, Value::Change(..))
}

fn is_read(record: &Record) -> bool {
    record.order.is_some() && record.op.0 != "store"
}

/// Each of the two stored something, and then looked at what the other had stored.
fn crossing(k: &Kernel, missed: usize, read: usize) -> Option<String> {
    let (reader, writer) = (k.trace[read].thread, k.trace[missed].thread);
    let data = k.trace[missed].object;
    let own = k.trace[..read].iter().rev().find(|record| {
        record.thread == reader
            && record.order.is_some()
            && record.object != data
            && is_write(record)
    })?;
    let look = k.trace[missed..]
        .iter()
        .find(|record| record.thread == writer && record.object == own.object && is_read(record))?;
    Some(format!(
        "`{}` stores at {} and then looks at {}, `{}` stores at {} and then looks at {}. `Release` and \
         `Acquire` do not keep a store before a later look at something else; that takes `SeqCst` at \
         all four",
        name(k, reader),
        at(own),
        at(&k.trace[read]),
        name(k, writer),
        at(&k.trace[missed]),
        at(look),
    ))
}

fn in_general(k: &Kernel, missed: usize, read: usize) -> String {
    let (reader, writer) = (
        name(k, k.trace[read].thread),
        name(k, k.trace[missed].thread),
    );
    // A word was said and heard, and it was not too weak: it is about something else.
    if let Some((said, heard)) = word(k, missed, read) {
        return format!(
            "what `{writer}` says at {} and `{reader}` hears at {} does not order them, however strong it \
             is. What is looked at before and after, as in a sequence lock, takes a `fence` between",
            at(said),
            at(heard),
        );
    }
    format!(
        "it takes `Release` where `{writer}` says that it is done, and `Acquire` where `{reader}` finds out"
    )
}
