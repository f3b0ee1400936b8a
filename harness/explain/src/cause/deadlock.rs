//! Threads that wait for each other: who waits where, for what, and who took it where.

use heddle_protocol::{Outcome, Step};

use super::Cause;
use crate::places::{Reading, list};
use crate::waits::Waits;

/// Why `thread` cannot go on, where it waits in a circle, or sleeps with a lock that another needs.
pub fn cause(reading: Reading<'_>, thread: u32) -> Option<Cause> {
    let waits = Waits::of(&reading);
    let sentence = if waits.waits_for(thread) == Some(thread) {
        waits_for_itself(reading, &waits, thread)
    } else if let Some(path) = waits.circle(thread) {
        let parts = path.iter().map(|&t| waits_so(reading, &waits, t));
        list(&parts.collect::<Vec<_>>())
    } else if waits.sleeps(thread) {
        let other = waits.kept_out_by(thread)?;
        format!(
            "{}, and {}",
            waits_so(reading, &waits, thread),
            waits_so(reading, &waits, other)
        )
    } else {
        return None;
    };
    Some(Cause {
        sentence,
        place: waits.get(thread)?.location.clone(),
    })
}

fn waits_for_itself(reading: Reading<'_>, waits: &Waits<'_>, thread: u32) -> String {
    let (who, at) = (reading.name(thread), stands_at(reading, waits, thread));
    if waits.joins(thread) {
        format!("`{who}` waits at {at} for its own end")
    } else if waits.awaits_initialisation(thread) {
        format!("`{who}` waits at {at} for the initialisation that it runs itself")
    } else {
        format!("`{who}` takes at {at} a lock that it already holds")
    }
}

/// What `thread` waits for, and where.
fn waits_so(reading: Reading<'_>, waits: &Waits<'_>, thread: u32) -> String {
    let (who, here) = (reading.name(thread), stands_at(reading, waits, thread));
    let Some(other) = waits.waits_for(thread) else {
        return format!("`{who}` sleeps at {here}");
    };
    let other_name = reading.name(other);
    if waits.joins(thread) {
        return format!("`{who}` waits at {here} for `{other_name}` to end");
    }
    if waits.awaits_initialisation(thread) {
        return format!("`{who}` waits at {here} for an initialisation that `{other_name}` runs");
    }
    let lock = waits.get(thread).and_then(|wait| wait.object);
    match taken(reading, other, lock) {
        Some(taken) => format!(
            "`{who}` waits at {here} for the lock that `{other_name}` took at {}",
            reading.at(taken)
        ),
        None => format!("`{who}` waits at {here} for a lock that `{other_name}` holds"),
    }
}

fn stands_at(reading: Reading<'_>, waits: &Waits<'_>, thread: u32) -> String {
    reading.line(waits.get(thread).and_then(|wait| wait.location.as_ref()))
}

/// Where the thread took the lock that it holds.
fn taken<'a>(reading: Reading<'a>, holder: u32, lock: Option<u32>) -> Option<&'a Step> {
    lock?;
    let takes = |step: &&Step| {
        let takes = step.op.locks() || step.op.tries();
        let got = step.outcome == Outcome::Done;
        takes && got && step.thread == holder && step.object == lock
    };
    reading.steps().iter().rev().find(takes)
}
