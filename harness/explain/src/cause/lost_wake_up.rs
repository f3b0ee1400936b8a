//! A thread sleeps: who notified last, and why that did not reach it.

use heddle_protocol::{Announced, ObjectKind, Outcome, Step};

use super::Cause;
use crate::places::{Reading, names};
use crate::waits::Waits;

/// Why `thread` sleeps on.
pub fn cause(reading: Reading<'_>, thread: u32) -> Option<Cause> {
    let waits = Waits::of(&reading);
    let asleep = waits.get(thread).filter(|_| waits.sleeps(thread))?;
    asleep.object?;
    let slept_at = asleep.since?;
    let notifies = |step: &Step| step.object == asleep.object && step.op.notifies();
    match reading.steps.iter().rposition(notifies) {
        Some(last) => Some(notified_in_vain(reading, asleep, slept_at, last)),
        None => never_notified(reading, asleep),
    }
}

fn notified_in_vain(reading: Reading<'_>, asleep: &Announced, slept_at: u64, last: usize) -> Cause {
    let waits = Waits::of(&reading);
    let notification = &reading.steps[last];
    let sleepers = waits.sleepers(asleep.object);
    if sleepers.len() > 1 && sleepers.contains(&notification.thread) {
        // Who notified last is asleep there now: a circle, made of sleepers.
        return Cause {
            sentence: format!(
                "{} sleep on the same condition variable, and nobody else is left to notify it; \
                 perhaps each keeps what another waits for",
                names(&reading, &sleepers)
            ),
            place: asleep.location.clone(),
        };
    }
    let who = reading.name(asleep.thread);
    let notifier = reading.name(notification.thread);
    let (op, at) = (notification.op, reading.at(notification));
    let other = sleepers.iter().find(|&&other| other != asleep.thread);
    let sentence = match (woken_one(notification), other) {
        (Some(woken), Some(&other)) if woken == asleep.thread => format!(
            "the last `{op}`, at {at} by `{notifier}`, woke `{who}`, which could not go on and \
             slept again; `{}` sleeps on",
            reading.name(other)
        ),
        (Some(woken), _) if woken != asleep.thread => format!(
            "the last `{op}`, at {at} by `{notifier}`, woke `{}`; `{who}` sleeps on",
            reading.name(woken)
        ),
        _ if (last as u64) < slept_at => format!(
            "`{notifier}` called `{op}` at {at} before `{who}` slept; a notification is not \
             kept for a thread that comes later"
        ),
        _ => format!("`{op}` at {at} by `{notifier}` woke nobody that could go on"),
    };
    Cause {
        sentence,
        place: notification.location.clone(),
    }
}

/// The one thread that a `notify_one` woke.
fn woken_one(notification: &Step) -> Option<u32> {
    match notification.outcome {
        Outcome::WokeOne(thread) => Some(thread),
        _ => None,
    }
}

fn never_notified(reading: Reading<'_>, asleep: &Announced) -> Option<Cause> {
    let who = reading.name(asleep.thread);
    let object = reading.objects.get(asleep.object? as usize)?;
    let sentence = match object.kind {
        ObjectKind::Condvar => {
            format!("nothing notifies the condition variable that `{who}` sleeps on")
        }
        ObjectKind::Barrier => {
            format!("`{who}` waits at a `Barrier` for more threads than come to it")
        }
        _ => return None,
    };
    Some(Cause {
        sentence,
        place: asleep.location.clone(),
    })
}
