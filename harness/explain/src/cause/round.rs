//! A thread that goes round looks at the same thing again and again: at what, and who changed it last.

use heddle_protocol::Outcome;

use super::Cause;
use crate::places::Reading;

/// Nothing where the thing still changes: then threads make way for each other for ever.
pub fn cause(reading: Reading<'_>) -> Option<Cause> {
    let steps = &reading.steps;
    let last = steps.iter().rev().find(|step| step.order.is_some())?;
    let changed = steps.iter().rposition(|step| {
        let change = matches!(step.outcome, Outcome::Changed { from, to } if from != to);
        step.object == last.object && change
    });
    if changed.is_some_and(|at| at > steps.len() / 2) {
        return None;
    }
    let since = match changed.map(|at| &steps[at]) {
        Some(change) if change.thread == last.thread => {
            format!("it changed that itself, at {}", reading.at(change))
        }
        Some(change) => format!(
            "`{}` changed that last, at {}",
            reading.name(change.thread),
            reading.at(change)
        ),
        None => "nobody has changed that".to_owned(),
    };
    Some(Cause {
        sentence: format!(
            "`{}` looks again and again at {}; {since}, and nobody will change it again",
            reading.name(last.thread),
            reading.at(last)
        ),
        place: last.location.clone(),
    })
}
