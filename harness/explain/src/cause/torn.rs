//! The most frequent mistake: steps that belong together, split by another thread.
//!
//! Where a thread was switched away from although it could have gone on, it had looked at something;
//! somebody changed that; and it went on with what it had seen.

use heddle_protocol::{Op, Outcome, Step};

use super::Cause;
use crate::places::Reading;

/// The last switch that let somebody change what the interrupted thread had looked at; or else, what was
/// looked at while its change was half done.
pub fn cause(reading: Reading<'_>) -> Option<Cause> {
    let preemptions = (1..reading.steps.len()).filter(|&index| reading.steps[index].preemption);
    preemptions
        .rev()
        .find_map(|switch| split(reading, switch))
        .or_else(|| half_done(reading))
}

/// Whoever was last to return had looked at something that another thread had changed in a call that was
/// not over.
fn half_done(reading: Reading<'_>) -> Option<Cause> {
    let end = reading
        .steps
        .iter()
        .rposition(|step| step.op == Op::Return)?;
    let me = reading.steps[end].thread;
    let begin = reading.steps[..end]
        .iter()
        .rposition(|step| step.thread == me && step.op == Op::Call)?;
    let looks = (begin..end).filter(|&i| reading.steps[i].thread == me && looks(&reading.steps[i]));
    looks.rev().find_map(|index| {
        let look = &reading.steps[index];
        let others = reading.steps[..index].iter().enumerate().rev();
        let same = |(_, step): &(usize, &Step)| step.object == look.object && changes(step);
        let (at_change, change) = others.into_iter().find(same)?;
        if change.thread == me {
            return None;
        }
        let own = |step: &&Step| {
            step.thread == change.thread && step.op.is_bound_of_call()
        };
        // Its call began before the change, and had not returned at the look.
        let call = reading.steps[..at_change].iter().rfind(own)?;
        let open = reading.steps[..index].iter().rfind(own)?;
        if call.op != Op::Call || !std::ptr::eq(call, open) {
            return None;
        }
        let Outcome::Text(text) = &call.outcome else {
            return None;
        };
        Some(Cause {
            sentence: format!(
                "`{}` looked at {} in the middle of `{text}`: `{}` had changed that at {}, and was not done",
                reading.name(me),
                reading.at(look),
                reading.name(change.thread),
                reading.at(change)
            ),
            place: change.location.clone(),
        })
    })
}

fn split(reading: Reading<'_>, switch: usize) -> Option<Cause> {
    let me = reading.steps[switch - 1].thread;
    let back = (switch..reading.steps.len()).find(|&index| reading.steps[index].thread == me)?;
    let between = &reading.steps[switch..back];
    // What it did in the call that it is in.
    let own = reading.steps[..switch].iter().rev();
    let own = own
        .filter(|step| step.thread == me)
        .take_while(|step| !step.op.is_bound_of_call());
    let (look, change) = own.filter(|step| looks(step)).find_map(|look| {
        let same = |other: &&Step| other.object == look.object && changes(other);
        Some((look, between.iter().rev().find(same)?))
    })?;
    let later = reading.steps[back..].iter();
    let mut later = later
        .filter(|step| step.thread == me)
        .take_while(|step| !step.op.is_bound_of_call());
    let acts = later.clone().find(|step| step.object == look.object);
    let (who, other) = (reading.name(me), reading.name(change.thread));
    let (seen, changed) = (reading.at(look), reading.at(change));
    let locked = look.order.is_none();
    let sentence = match acts {
        Some(act) if !locked && act.op == Op::Store => format!(
            "`{who}` read the value at {seen} and wrote it back at {}; in between, at {changed}, `{other}` \
             changed it, and that change is lost",
            reading.at(act)
        ),
        Some(act) if locked && act.op != Op::Unlock => format!(
            "`{who}` gave the lock back after {seen} and took it again at {}; in between, at {changed}, \
             `{other}` changed what it guards",
            reading.at(act)
        ),
        _ => {
            let next = later.find(|step| step.location.is_some())?;
            format!(
                "`{who}` looked at {seen}; before it went on at {}, `{other}` changed at {changed} what it \
                 had seen",
                reading.at(next)
            )
        }
    };
    Some(Cause {
        sentence,
        place: look.location.clone(),
    })
}

/// Whether the step tells its thread something that others may change.
fn looks(step: &Step) -> bool {
    step.object.is_some() && (step.op.is_access() || step.order.is_some() && step.op != Op::Store)
}

fn changes(step: &Step) -> bool {
    match step.outcome {
        Outcome::Changed { from, to } => from != to,
        Outcome::Data { from, to, .. } => step.op == Op::Change && from != to,
        _ => step.op == Op::Change,
    }
}
