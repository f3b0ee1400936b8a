//! Threads that wait for each other: who waits where, for what, and who took it where.

use heddle_protocol::{Failure, Outcome, Step};

use super::Cause;
use crate::places::{at, line, list, name};
use crate::waits::Waits;

/// Why `thread` cannot go on, where it waits in a circle, or sleeps with a lock that another needs.
pub fn cause(failure: &Failure, thread: u32) -> Option<Cause> {
    let waits = Waits::of(failure);
    let sentence = if waits.waits_for(thread) == Some(thread) {
        waits_for_itself(failure, &waits, thread)
    } else if let Some(path) = waits.circle(thread) {
        let parts = path.iter().map(|&t| waits_so(failure, &waits, t));
        list(&parts.collect::<Vec<_>>())
    } else if waits.sleeps(thread) {
        let other = waits.kept_out_by(thread)?;
        format!(
            "{}, and {}",
            waits_so(failure, &waits, thread),
            waits_so(failure, &waits, other)
        )
    } else {
        return None;
    };
    Some(Cause {
        sentence,
        place: waits.get(thread)?.location.clone(),
    })
}

fn waits_for_itself(failure: &Failure, waits: &Waits<'_>, thread: u32) -> String {
    let (who, at) = (name(failure, thread), stands_at(waits, thread));
    if waits.joins(thread) {
        format!("`{who}` waits at {at} for its own end")
    } else if waits.awaits_initialisation(thread) {
        format!("`{who}` waits at {at} for the initialisation that it runs itself")
    } else {
        format!("`{who}` takes at {at} a lock that it already holds")
    }
}

/// What `thread` waits for, and where.
fn waits_so(failure: &Failure, waits: &Waits<'_>, thread: u32) -> String {
    let (who, here) = (name(failure, thread), stands_at(waits, thread));
    let Some(other) = waits.waits_for(thread) else {
        return format!("`{who}` sleeps at {here}");
    };
    let other_name = name(failure, other);
    if waits.joins(thread) {
        return format!("`{who}` waits at {here} for `{other_name}` to end");
    }
    if waits.awaits_initialisation(thread) {
        return format!("`{who}` waits at {here} for an initialisation that `{other_name}` runs");
    }
    let lock = waits.get(thread).and_then(|wait| wait.object);
    match taken(failure, other, lock) {
        Some(taken) => format!(
            "`{who}` waits at {here} for the lock that `{other_name}` took at {}",
            at(taken)
        ),
        None => format!("`{who}` waits at {here} for a lock that `{other_name}` holds"),
    }
}

fn stands_at(waits: &Waits<'_>, thread: u32) -> String {
    line(waits.get(thread).and_then(|wait| wait.location.as_ref()))
}

/// Where the thread took the lock that it holds.
fn taken(failure: &Failure, holder: u32, lock: Option<u32>) -> Option<&Step> {
    lock?;
    let takes = |step: &&Step| {
        let takes = step.op.locks() || step.op.tries();
        let got = step.outcome == Outcome::Done;
        takes && got && step.thread == holder && step.object == lock
    };
    failure.steps.iter().rev().find(takes)
}
