//! The most frequent mistake: steps that belong together, split by another thread.
//!
//! Where a thread was switched away from although it could have gone on, it had looked at something;
//! somebody changed that; and it went on with what it had seen.

use crate::cause::{Cause, at};
use crate::failure::name;
use crate::kernel::Kernel;
use crate::trace::{Record, Value};

/// The last switch that let somebody change what the interrupted thread had looked at.
pub(crate) fn cause(k: &Kernel) -> Option<Cause> {
    let preemptions = (1..k.trace.len()).filter(|&index| k.trace[index].preemption);
    preemptions.rev().find_map(|switch| split(k, switch))
}

fn split(k: &Kernel, switch: usize) -> Option<Cause> {
    let me = k.trace[switch - 1].thread;
    let back = (switch..k.trace.len()).find(|&index| k.trace[index].thread == me)?;
    let between = &k.trace[switch..back];
    // What it did in the call that it is in.
    let own = k.trace[..switch].iter().rev();
    let own = own
        .filter(|record| record.thread == me)
        .take_while(|record| !matches!(record.op.0, "call" | "return"));
    let (look, change) = own.filter(|record| looks(record)).find_map(|look| {
        let same = |other: &&Record| other.object == look.object && changes(other);
        Some((look, between.iter().rev().find(same)?))
    })?;
    let later = k.trace[back..].iter();
    let mut later = later
        .filter(|record| record.thread == me)
        .take_while(|record| !matches!(record.op.0, "call" | "return"));
    let acts = later.clone().find(|record| record.object == look.object);
    let (who, other) = (name(k, me), name(k, change.thread));
    let (seen, changed) = (at(look), at(change));
    let locked = look.order.is_none();
    let sentence = match acts {
        Some(act) if !locked && act.op.0 == "store" => format!(
            "`{who}` read the value at {seen} and wrote it back at {}; in between, at {changed}, `{other}` \
             changed it, and that change is lost",
            at(act)
        ),
        Some(act) if locked && act.op.0 != "unlock" => format!(
            "`{who}` gave the lock back after {seen} and took it again at {}; in between, at {changed}, \
             `{other}` changed what it guards",
            at(act)
        ),
        _ => {
            let next = later.find(|record| record.place.is_some())?;
            format!(
                "`{who}` looked at {seen}; before it went on at {}, `{other}` changed at {changed} what it \
                 had seen",
                at(next)
            )
        }
    };
    Some(Cause {
        sentence,
        place: look.place,
    })
}

/// Whether the step tells its thread something that others may change.
fn looks(record: &Record) -> bool {
    let locked = matches!(record.op.0, "look" | "change");
    record.object.is_some() && (locked || record.order.is_some() && record.op.0 != "store")
}

fn changes(record: &Record) -> bool {
    match record.value {
        Value::Change(from, to) => from != to,
        Value::Data(from, to) => record.op.0 == "change" && from.bits != to,
        _ => record.op.0 == "change",
    }
}
