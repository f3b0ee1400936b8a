//! Why a read saw an old value: which two accesses are not ordered, and what would order them.
//!
//! Only loom answers a read with an old value, and only where the orderings allow it. Two patterns are
//! told: a word that one thread says and the other hears, where one of the two is too weak; and two
//! threads that each store and then look at what the other stored, which takes `SeqCst`.

use heddle_protocol::{Op, Outcome, Step};

use super::Cause;
use crate::places::Reading;

/// The cause, if a read of this execution saw an old value that explains something.
pub fn cause(reading: Reading<'_>) -> Option<Cause> {
    let old: Vec<(usize, usize)> = (0..reading.steps.len())
        .filter(|&read| matches!(reading.steps[read].outcome, Outcome::Old { .. }))
        .filter_map(|read| Some((missed_by(reading, read)?, read)))
        .collect();
    // A loop that waits for a flag reads old values as well: what was read last has been relied on.
    let said_too_weakly = || {
        let mut newest_first = old.iter().rev();
        newest_first
            .find_map(|&(missed, read)| Some((missed, read, too_weak(reading, missed, read)?)))
    };
    let crossing = || {
        let mut oldest_first = old.iter();
        oldest_first
            .find_map(|&(missed, read)| Some((missed, read, crossing(reading, missed, read)?)))
    };
    let unknown = || {
        let &(missed, read) = old.last()?;
        Some((missed, read, in_general(reading, missed, read)))
    };
    let (missed, read, missing) = said_too_weakly().or_else(crossing).or_else(unknown)?;
    let (missed, read) = (&reading.steps[missed], &reading.steps[read]);
    let sentence = format!(
        "`{}` may read an old value at {}, because nothing orders that read after the `{}` of `{}` at \
         {}: {missing}",
        reading.name(read.thread),
        reading.at(read),
        missed.op,
        reading.name(missed.thread),
        reading.at(missed),
    );
    Some(Cause {
        sentence,
        place: read.location.clone(),
    })
}

/// The other thread's store that a read at that step might have seen. A thread that the reader has
/// joined since is ordered before the read, whatever else is wrong.
fn missed_by(reading: Reading<'_>, at: usize) -> Option<usize> {
    let (before, read) = (&reading.steps[..at], &reading.steps[at]);
    let store = before.iter().rposition(|step| {
        step.object == read.object
            && step.thread != read.thread
            && matches!(step.outcome, Outcome::Changed { .. })
    })?;
    let writer = before[store].thread;
    let joined = before[store..].iter().any(|step| {
        step.thread == read.thread
            && step.op == Op::Join
            && matches!(step.outcome, Outcome::Thread(other) if other == writer)
    });
    (!joined).then_some(store)
}

/// The last word of the writer that the reader heard in between, if one of the two is too weak.
fn too_weak(reading: Reading<'_>, missed: usize, read: usize) -> Option<String> {
    if reading.fences {
        return None; // What looks weak may be strong enough.
    }
    let (said, heard) = word(reading, missed, read)?;
    let (releases, acquires) = (said.order?.releases(), heard.order?.acquires());
    let (done, seen) = (reading.at(said), reading.at(heard));
    let missing = match (releases, acquires) {
        (true, true) => return None,
        (false, true) => format!("{done} needs `Release`"),
        (true, false) => format!("{seen} needs `Acquire`"),
        (false, false) => format!("{done} takes `Release`, and {seen} needs `Acquire`"),
    };
    Some(format!(
        "`{}` says at {done} that it is done, and `{}` finds out at {seen}; {missing}",
        reading.name(said.thread),
        reading.name(heard.thread),
    ))
}

/// What the one thread said after its store, and what the other heard of that before its read: on
/// another atomic.
fn word(reading: Reading<'_>, missed: usize, read: usize) -> Option<(&Step, &Step)> {
    let (reader, writer) = (reading.steps[read].thread, reading.steps[missed].thread);
    let data = reading.steps[missed].object;
    let between = &reading.steps()[missed..read];
    let heard = between.iter().enumerate().rev().filter(|(_, step)| {
        step.thread == reader && step.order.is_some() && step.object != data && is_read(step)
    });
    heard
        .filter(|(_, step)| !matches!(step.outcome, Outcome::Old { .. }))
        .find_map(|(at, heard)| {
            let said = |step: &&Step| {
                step.thread == writer && step.object == heard.object && is_write(step)
            };
            Some((between[..at].iter().rev().find(said)?, heard))
        })
}

fn is_write(step: &Step) -> bool {
    matches!(step.outcome, Outcome::Changed { .. })
}

fn is_read(step: &Step) -> bool {
    step.order.is_some() && step.op != Op::Store
}

/// Each of the two stored something, and then looked at what the other had stored.
fn crossing(reading: Reading<'_>, missed: usize, read: usize) -> Option<String> {
    let (reader, writer) = (reading.steps[read].thread, reading.steps[missed].thread);
    let data = reading.steps[missed].object;
    let own = reading.steps[..read].iter().rev().find(|step| {
        step.thread == reader && step.order.is_some() && step.object != data && is_write(step)
    })?;
    let look = reading.steps[missed..]
        .iter()
        .find(|step| step.thread == writer && step.object == own.object && is_read(step))?;
    Some(format!(
        "`{}` stores at {} and then looks at {}, `{}` stores at {} and then looks at {}. `Release` and \
         `Acquire` do not keep a store before a later look at something else; that takes `SeqCst` at \
         all four",
        reading.name(reader),
        reading.at(own),
        reading.at(&reading.steps[read]),
        reading.name(writer),
        reading.at(&reading.steps[missed]),
        reading.at(look),
    ))
}

fn in_general(reading: Reading<'_>, missed: usize, read: usize) -> String {
    let (reader, writer) = (
        reading.name(reading.steps[read].thread),
        reading.name(reading.steps[missed].thread),
    );
    // A word was said and heard, and it was not too weak: it is about something else.
    if let Some((said, heard)) = word(reading, missed, read) {
        return format!(
            "what `{writer}` says at {} and `{reader}` hears at {} does not order them, however strong it \
             is. What is looked at before and after, as in a sequence lock, takes a `fence` between",
            reading.at(said),
            reading.at(heard),
        );
    }
    format!(
        "it takes `Release` where `{writer}` says that it is done, and `Acquire` where `{reader}` finds out"
    )
}
