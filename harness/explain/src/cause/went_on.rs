//! A thread that woke for no reason and went on as if there had been one.

use heddle_protocol::{Op, Outcome, Step};

use super::Cause;
use crate::places::{Reading, is_facade};

pub fn cause(reading: Reading<'_>) -> Option<Cause> {
    let steps = &reading.steps;
    let spurious = |step: &Step| step.op == Op::Wake && step.outcome == Outcome::Spurious;
    let woke_at = steps.iter().rposition(spurious)?;
    let woke = &steps[woke_at];
    // The condition of a loop stands at or above the wait, and that of `wait_while` in the façade.
    let looks = |step: &Step| {
        step.location.as_ref().is_some_and(|place| {
            let of_loop = Some(place.line) <= woke.location.as_ref().map(|woke| woke.line);
            let reads = matches!(step.op, Op::Look | Op::Wait) || step.order.is_some();
            of_loop && reads || is_facade(place)
        })
    };
    let after = steps[woke_at + 1..].iter();
    let after = after.filter(|step| step.thread == woke.thread);
    if after.take_while(|step| step.op != Op::Unlock).any(looks) {
        return None;
    }
    Some(Cause {
        sentence: format!(
            "`{}` woke at {} without being notified, which a condition variable may do, and went on \
             without looking whether what it waits for is there: a wait belongs into a `while`, not an \
             `if`",
            reading.name(woke.thread),
            reading.at(woke),
        ),
        place: woke.location.clone(),
    })
}
