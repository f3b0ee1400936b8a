//! Why: one sentence from the pattern of steps.

use heddle_protocol::{Blocked, Code};

use crate::Place;
use crate::failure::{name, waits_for};
use crate::kernel::{Kernel, Status, Until};
use crate::lock::SPURIOUS;
use crate::trace::{Record, Value};
use crate::{ordering, promise, torn};

/// A cause, and the place in the learner's code that it points at.
pub(crate) struct Cause {
    pub sentence: String,
    pub place: Option<Place>,
}

/// Tells a lost wake-up from a deadlock by who waits for whom.
///
/// A circle of threads, each waiting for a lock or the end of the next, is a deadlock; so is a thread
/// that sleeps while it holds a lock which another stuck thread needs. Otherwise a thread that sleeps
/// in a condition variable, a park or a receive is what the others wait for, and its wake-up is lost.
pub(crate) fn name_of_standstill(k: &Kernel) -> (Code, String) {
    let stuck: Vec<u32> = waiting(k);
    let names = list(
        &stuck
            .iter()
            .map(|&t| format!("`{}`", name(k, t)))
            .collect::<Vec<_>>(),
    );
    let verb = if stuck.len() == 1 { "is" } else { "are" };
    let in_circle = stuck.iter().any(|&t| circle(k, t).is_some());
    let sleeps_with_lock = stuck
        .iter()
        .any(|&t| sleeps(k, t) && holds_what_another_needs(k, t));
    if !in_circle && !sleeps_with_lock && stuck.iter().any(|&t| sleeps(k, t)) {
        (Code::LostWakeUp, format!("{names} {verb} stuck"))
    } else {
        let how = match (stuck.len(), in_circle) {
            (1, true) => ": it waits for itself",
            (1, false) => ", and nobody is left who could end its wait",
            _ => ", each waiting for another",
        };
        (Code::Deadlock, format!("{names} {verb} stuck{how}"))
    }
}

fn waiting(k: &Kernel) -> Vec<u32> {
    let ids = 0..k.threads.len() as u32;
    ids.filter(|&t| k.threads[t as usize].status == Status::Waiting)
        .collect()
}

fn list(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whether the threads that stand still would do so without those that wait for a promise.
pub(crate) fn standstill_without_promises(k: &Kernel) -> bool {
    waiting(k)
        .into_iter()
        .any(|t| sleeps(k, t) || circle(k, t).is_some())
}

/// The thread waits for another thread's word, not for a lock. One that waits for a promise is not
/// what is wrong.
fn sleeps(k: &Kernel, t: u32) -> bool {
    let thread = &k.threads[t as usize];
    if promise::waits(k, t) {
        return false;
    }
    match thread.until {
        // Whoever was notified and finds the lock free could go on. In loom a thread that is about to
        // fall asleep is noted as asleep already, and can miss what seems to have woken it.
        Until::Notified(lock) => {
            let lock = &k.objects[lock as usize];
            !thread.notified || lock.holder.is_none() && lock.readers.is_empty()
        }
        Until::Changed(id, _) => k.objects[id as usize].holder.is_none(),
        Until::Token | Until::Never => true,
        _ => false,
    }
}

fn holds_what_another_needs(k: &Kernel, t: u32) -> bool {
    waiting(k)
        .iter()
        .any(|&other| other != t && is_lock(k, other) && waits_for(k, other) == Some(t))
}

fn is_lock(k: &Kernel, t: u32) -> bool {
    !matches!(k.threads[t as usize].until, Until::Finished(_))
}

/// It waits for another thread's step in a monitor: of those, only `Once` names who has to act.
fn is_once(thread: &crate::kernel::Thread) -> bool {
    matches!(thread.until, Until::Changed(..))
}

/// The circle that `t` is part of, starting with `t`.
fn circle(k: &Kernel, t: u32) -> Option<Vec<u32>> {
    let mut path = vec![t];
    let mut next = waits_for(k, t)?;
    while next != t {
        if path.contains(&next) || k.threads[next as usize].status != Status::Waiting {
            return None;
        }
        path.push(next);
        next = waits_for(k, next)?;
    }
    Some(path)
}

/// The cause of a failure, where the steps show one of the patterns that are known.
pub(crate) fn of(k: &Kernel, code: Code, blocked: &[Blocked]) -> Option<Cause> {
    if let Some(cause) = ordering::cause(k) {
        return Some(cause);
    }
    match code {
        Code::LostWakeUp => blocked.iter().find_map(|b| lost_wake_up(k, b.thread)),
        Code::Deadlock => blocked.iter().find_map(|b| deadlock(k, b.thread)),
        Code::Livelock => looks_again(k),
        _ => went_on(k).or_else(|| torn::cause(k)),
    }
}

/// `line 12`; a place in the spec, which is not the file that a learner has open, with its file's name.
pub(crate) fn at(record: &Record) -> String {
    let Some(place) = record.place else {
        return "an unknown place".to_owned();
    };
    match place.file().rsplit_once("/spec/") {
        Some((_, file)) => format!("{file}:{}", place.line()),
        None => format!("line {}", place.line()),
    }
}

/// A thread that woke for no reason and went on as if there had been one.
fn went_on(k: &Kernel) -> Option<Cause> {
    let woke_at = k.trace.iter().rposition(|record| {
        record.op.0 == "wake" && matches!(record.value, Value::Word(word) if word == SPURIOUS)
    })?;
    let woke = &k.trace[woke_at];
    // The condition of a loop stands at or above the wait, and that of `wait_while` in the façade.
    let looks = |record: &&Record| {
        record.place.is_some_and(|place| {
            let of_loop = Some(place.line()) <= woke.place.map(|woke| woke.line());
            let reads = matches!(record.op.0, "look" | "wait") || record.order.is_some();
            of_loop && reads || place.file().contains("harness/heddle/")
        })
    };
    let after = k.trace[woke_at + 1..].iter();
    let mut after = after.filter(|record| record.thread == woke.thread);
    if after
        .by_ref()
        .take_while(|record| record.op.0 != "unlock")
        .any(|record| looks(&record))
    {
        return None;
    }
    Some(Cause {
        sentence: format!(
            "`{}` woke at {} without being notified, which a condition variable may do, and went on \
             without looking whether what it waits for is there: a wait belongs into a `while`, not an \
             `if`",
            name(k, woke.thread),
            at(woke),
        ),
        place: woke.place,
    })
}

/// A thread that goes round looks at the same thing again and again: at what, and who changed it last.
/// Nothing where the thing still changes: then threads make way for each other for ever.
fn looks_again(k: &Kernel) -> Option<Cause> {
    let last = k.trace.iter().rev().find(|record| record.order.is_some())?;
    let changed = k.trace.iter().rposition(|record| {
        let change = matches!(record.value, Value::Change(old, new) if old != new);
        record.object == last.object && change
    });
    if changed.is_some_and(|at| at > k.trace.len() / 2) {
        return None;
    }
    let changed = changed.map(|at| &k.trace[at]);
    let who = name(k, last.thread);
    let since = match changed {
        Some(change) if change.thread == last.thread => {
            format!("it changed that itself, at {}", at(change))
        }
        Some(change) => format!(
            "`{}` changed that last, at {}",
            name(k, change.thread),
            at(change)
        ),
        None => "nobody has changed that".to_owned(),
    };
    Some(Cause {
        sentence: format!(
            "`{who}` looks again and again at {}; {since}, and nobody will change it again",
            at(last)
        ),
        place: last.place,
    })
}

fn lost_wake_up(k: &Kernel, t: u32) -> Option<Cause> {
    let thread = &k.threads[t as usize];
    if !sleeps(k, t) || thread.object.is_none() {
        return None;
    }
    let slept_at = thread.last?;
    let notifies =
        |record: &&Record| record.object == thread.object && record.op.0.starts_with("notify");
    let who = name(k, t);
    let line = |record: &Record| record.place.map_or(0, |place| place.line());
    if let Some(last) = k.trace.iter().rev().find(notifies) {
        let notifier = name(k, last.thread);
        let (op, at) = (last.op.0, line(last));
        let asleep = sleepers(k, thread.object);
        if asleep.len() > 1 && asleep.contains(&last.thread) {
            // Who notified last is asleep there now: a circle, made of sleepers.
            let names: Vec<String> = asleep
                .iter()
                .map(|&t| format!("`{}`", name(k, t)))
                .collect();
            let sentence = format!(
                "{} sleep on the same condition variable, and nobody else is left to notify it; \
                 perhaps each keeps what another waits for",
                list(&names)
            );
            return Some(Cause {
                sentence,
                place: thread.place,
            });
        }
        let other = asleep.iter().find(|&&other| other != t);
        let sentence = match (&last.value, other) {
            (Value::Thread(woken), Some(&other)) if *woken == t => format!(
                "the last `{op}`, at line {at} by `{notifier}`, woke `{who}`, which could not go on and \
                 slept again; `{}` sleeps on",
                name(k, other)
            ),
            (Value::Thread(woken), _) if *woken != t => format!(
                "the last `{op}`, at line {at} by `{notifier}`, woke `{}`; `{who}` sleeps on",
                name(k, *woken)
            ),
            _ if notify_number(k, last) < slept_at => format!(
                "`{notifier}` called `{op}` at line {at} before `{who}` slept; a notification is not \
                 kept for a thread that comes later"
            ),
            _ => format!("`{op}` at line {at} by `{notifier}` woke nobody that could go on"),
        };
        return Some(Cause {
            sentence,
            place: last.place,
        });
    }
    let kind = k.objects[thread.object? as usize].kind;
    let sentence = match kind {
        crate::Kind::Condvar => {
            format!("nothing notifies the condition variable that `{who}` sleeps on")
        }
        crate::Kind::Barrier => {
            format!("`{who}` waits at a `Barrier` for more threads than come to it")
        }
        _ => return None,
    };
    Some(Cause {
        sentence,
        place: thread.place,
    })
}

/// Where the thread took the lock that it holds.
fn taken(k: &Kernel, holder: u32, lock: Option<crate::object::ObjectId>) -> Option<&Record> {
    let takes = |record: &&Record| {
        let takes = matches!(
            record.op.0,
            "lock" | "try_lock" | "read" | "write" | "try_read" | "try_write"
        );
        takes && record.thread == holder && record.object == lock && record.value == Value::None
    };
    k.trace.iter().rev().find(takes).filter(|_| lock.is_some())
}

/// The threads that sleep on that condition variable.
fn sleepers(k: &Kernel, condvar: Option<crate::object::ObjectId>) -> Vec<u32> {
    let threads = waiting(k).into_iter();
    threads
        .filter(|&t| k.threads[t as usize].object == condvar && sleeps(k, t))
        .collect()
}

fn notify_number(k: &Kernel, record: &Record) -> u64 {
    k.trace
        .iter()
        .position(|other| std::ptr::eq(other, record))
        .unwrap_or(0) as u64
}

fn deadlock(k: &Kernel, t: u32) -> Option<Cause> {
    let thread = &k.threads[t as usize];
    let describe = |t: u32| {
        let thread = &k.threads[t as usize];
        let line = thread.place.map_or(0, |place| place.line());
        match waits_for(k, t) {
            Some(other) if is_once(thread) => {
                format!(
                    "`{}` waits at line {line} for an initialisation that `{}` runs",
                    name(k, t),
                    name(k, other)
                )
            }
            Some(other) if is_lock(k, t) => match taken(k, other, thread.object) {
                Some(taken) => format!(
                    "`{}` waits at line {line} for the lock that `{}` took at {}",
                    name(k, t),
                    name(k, other),
                    at(taken)
                ),
                None => format!(
                    "`{}` waits at line {line} for a lock that `{}` holds",
                    name(k, t),
                    name(k, other)
                ),
            },
            Some(other) => {
                format!(
                    "`{}` waits at line {line} for `{}` to end",
                    name(k, t),
                    name(k, other)
                )
            }
            None => format!("`{}` sleeps at line {line}", name(k, t)),
        }
    };
    if waits_for(k, t) == Some(t) {
        let line = thread.place.map_or(0, |place| place.line());
        let sentence = match is_lock(k, t) {
            true if is_once(thread) => {
                format!(
                    "`{}` waits at line {line} for the initialisation that it runs itself",
                    name(k, t)
                )
            }
            true => format!(
                "`{}` takes at line {line} a lock that it already holds",
                name(k, t)
            ),
            false => format!("`{}` waits at line {line} for its own end", name(k, t)),
        };
        return Some(Cause {
            sentence,
            place: thread.place,
        });
    }
    if let Some(path) = circle(k, t) {
        let sentence = list(&path.iter().map(|&t| describe(t)).collect::<Vec<_>>());
        return Some(Cause {
            sentence,
            place: thread.place,
        });
    }
    if sleeps(k, t) && holds_what_another_needs(k, t) {
        let other = waiting(k)
            .into_iter()
            .find(|&o| is_lock(k, o) && waits_for(k, o) == Some(t))?;
        let sentence = format!("{}, and {}", describe(t), describe(other));
        return Some(Cause {
            sentence,
            place: thread.place,
        });
    }
    None
}
