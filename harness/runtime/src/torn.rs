//! The most frequent mistake: steps that belong together, split by another thread.
//!
//! Where a thread was switched away from although it could have gone on, it had looked at something;
//! somebody changed that; and it went on with what it had seen.

use crate::cause::{Cause, at};
use crate::failure::name;
use crate::kernel::Kernel;
use crate::trace::{Record, Value};

/// The last switch that let somebody change what the interrupted thread had looked at; or else, what was
/// looked at while its change was half done.
pub(crate) fn cause(k: &Kernel) -> Option<Cause> {
    let preemptions = (1..k.trace.len()).filter(|&index| k.trace[index].preemption);
    preemptions
        .rev()
        .find_map(|switch| split(k, switch))
        .or_else(|| half_done(k))
}

/// Whoever was last to return had looked at something that another thread had changed in a call that was
/// not over.
fn half_done(k: &Kernel) -> Option<Cause> {
    let end = k.trace.iter().rposition(|record| record.op.0 == "return")?;
    let me = k.trace[end].thread;
    let begin = k.trace[..end]
        .iter()
        .rposition(|record| record.thread == me && record.op.0 == "call")?;
    let looks = (begin..end).filter(|&i| k.trace[i].thread == me && looks(&k.trace[i]));
    looks.rev().find_map(|index| {
        let look = &k.trace[index];
        let others = k.trace[..index].iter().enumerate().rev();
        let same = |(_, record): &(usize, &Record)| record.object == look.object && changes(record);
        let (at_change, change) = others.into_iter().find(same)?;
        if change.thread == me {
            return None;
        }
        let own = |record: &&Record| {
            record.thread == change.thread && matches!(record.op.0, "call" | "return")
        };
        // Its call began before the change, and had not returned at the look.
        let call = k.trace[..at_change].iter().rfind(own)?;
        let open = k.trace[..index].iter().rfind(own)?;
        if call.op.0 != "call" || !std::ptr::eq(call, open) {
            return None;
        }
        let Value::Text(text) = &call.value else {
            return None;
        };
        Some(Cause {
            sentence: format!(
                "`{}` looked at {} in the middle of `{text}`: `{}` had changed that at {}, and was not done",
                name(k, me),
                at(look),
                name(k, change.thread),
                at(change)
            ),
            place: change.place,
        })
    })
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
