//! What came of a step, in a few words.

use heddle_protocol::{Failure, ObjectKind, Op, Outcome, Refusal, Scalar, Step};

/// What came of the step: the value read or written, or what else is worth a word.
pub fn in_words(failure: &Failure, step: &Step) -> Option<String> {
    let scalar = scalar(failure, step);
    Some(match &step.outcome {
        Outcome::Done | Outcome::Sent(_) | Outcome::Took(_) => return None,
        Outcome::Read(bits) => scalar.show(*bits),
        Outcome::Old { seen, newest } => format!(
            "{}, an old value: {} was written since",
            scalar.show(*seen),
            scalar.show(*newest)
        ),
        Outcome::Changed { from, to } => {
            format!("{} → {}", scalar.show(*from), scalar.show(*to))
        }
        Outcome::Data { scalar, from, to } if from == to => scalar.show(*from),
        Outcome::Data { scalar, from, to } => {
            format!("{} → {}", scalar.show(*from), scalar.show(*to))
        }
        Outcome::Refused(Refusal::Held) => "it is held".to_owned(),
        Outcome::Refused(Refusal::Full) => "it is full".to_owned(),
        Outcome::Refused(Refusal::Empty) => "it is empty".to_owned(),
        Outcome::Refused(Refusal::Closed) => "nobody is left at the other end".to_owned(),
        Outcome::Spurious => match step.op {
            Op::Wake => "for no reason: a spurious wake-up",
            Op::Park => "wakes for no reason",
            _ => "fails for no reason",
        }
        .to_owned(),
        Outcome::TimedOut if step.op == Op::Wake => "after its timeout".to_owned(),
        Outcome::TimedOut => "its timeout passed".to_owned(),
        Outcome::Thread(thread) => format!("thread {thread}"),
        Outcome::WokeOne(thread) => format!("thread {thread}"),
        Outcome::WokeAll(threads) if threads.is_empty() => "nobody is waiting".to_owned(),
        Outcome::WokeAll(_) => "wakes everyone who waits".to_owned(),
        Outcome::Answered(true) => "yes".to_owned(),
        Outcome::Answered(false) => "no".to_owned(),
        Outcome::Text(text) => text.to_string(),
    })
}

/// What the step's object held before and after, where that is known.
pub fn around(failure: &Failure, step: &Step) -> Option<(String, String)> {
    let (scalar, before, after) = match step.outcome {
        Outcome::Read(bits) => (scalar(failure, step), bits, bits),
        Outcome::Old { newest, .. } => (scalar(failure, step), newest, newest),
        Outcome::Changed { from, to } => (scalar(failure, step), from, to),
        Outcome::Data { scalar, from, to } => (scalar, from, to),
        _ => return None,
    };
    Some((scalar.show(before), scalar.show(after)))
}

/// How to read the bits of the step's object.
fn scalar(failure: &Failure, step: &Step) -> Scalar {
    let object = step.object.and_then(|id| failure.objects.get(id as usize));
    match object.map(|object| object.kind) {
        Some(ObjectKind::Atomic(scalar)) => scalar,
        _ => Scalar::U64,
    }
}
