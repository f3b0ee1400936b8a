//! What a failure is called.

use heddle_protocol::{Code, Failure, Finding, PanicRecord, Promise, Schedule};

use crate::places::{name, names};
use crate::waits::Waits;

/// A diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The word.
    pub code: Code,
    /// What happened, in one sentence.
    pub message: String,
}

/// The diagnosis of a failure: the one of the violated property, else of how the execution ended.
pub fn of(failure: &Failure) -> Named {
    let (code, message) = match &failure.finding {
        Finding::Violated { code, message } | Finding::Seen { code, message, .. } => {
            (*code, message.clone())
        }
        Finding::Standstill => match &failure.panic {
            Some(panic) => of_panic(failure, panic),
            None => broken_promise(failure).unwrap_or_else(|| of_standstill(failure)),
        },
        Finding::GoesRound => broken_promise(failure).unwrap_or_else(|| {
            let message =
                "the threads that can still run keep going round without getting any further";
            (Code::Livelock, message.to_owned())
        }),
        Finding::LeftBlocked(code) => {
            let message = "a thread is still blocked when all the work is done";
            (*code, message.to_owned())
        }
        Finding::Panicked => match &failure.panic {
            // The first panic is the cause; that main heard of it at a `join` is a consequence.
            Some(panic) => of_panic(failure, panic),
            None => {
                let message = "a panic that the scenario raised reached its main thread";
                (Code::Panic, message.to_owned())
            }
        },
        Finding::NeverSteps { seconds } => {
            let message = format!(
                "it computed for {seconds} s without a single operation that another thread could see; \
                 perhaps a loop never ends"
            );
            (Code::Timeout, message)
        }
        Finding::Diverged => {
            let message = "the same schedule led to other steps than before: something outside the \
                           threads' control (a clock, a random number, an address, the order of a \
                           `HashMap`) decides what the code does";
            (Code::Nondeterministic, message.to_owned())
        }
    };
    Named { code, message }
}

/// Tells a lost wake-up from a deadlock by who waits for whom.
///
/// A circle of threads, each waiting for a lock or the end of the next, is a deadlock; so is a thread
/// that sleeps while it holds a lock which another stuck thread needs. Otherwise a thread that sleeps
/// in a condition variable, a park or a receive is what the others wait for, and its wake-up is lost.
fn of_standstill(failure: &Failure) -> (Code, String) {
    let waits = Waits::of(failure);
    let stuck: Vec<u32> = waits.threads().collect();
    let who = names(failure, &stuck);
    let verb = if stuck.len() == 1 { "is" } else { "are" };
    let in_circle = stuck.iter().any(|&t| waits.circle(t).is_some());
    let mut sleepers = stuck.iter().filter(|&&t| waits.sleeps(t)).peekable();
    let anyone_sleeps = sleepers.peek().is_some();
    let sleeps_with_lock = sleepers.any(|&t| waits.kept_out_by(t).is_some());
    if !in_circle && !sleeps_with_lock && anyone_sleeps {
        return (Code::LostWakeUp, format!("{who} {verb} stuck"));
    }
    let how = match (stuck.len(), in_circle) {
        (1, true) => ": it waits for itself",
        (1, false) => ", and nobody is left who could end its wait",
        _ => ", each waiting for another",
    };
    (Code::Deadlock, format!("{who} {verb} stuck{how}"))
}

/// The promise that a standstill breaks. What only an unlucky schedule stops keeps its own name, where a
/// thread that waits for no promise is part of it.
fn broken_promise(failure: &Failure) -> Option<(Code, String)> {
    let waits = Waits::of(failure);
    let still = |promise: &&Promise| waits.get(promise.thread).is_some();
    let promise = failure.promises.iter().find(still)?;
    let own_fault = || {
        let mut threads = waits.threads();
        threads.any(|t| waits.sleeps(t) || waits.circle(t).is_some())
    };
    let is_broken = failure.is_plain() || !own_fault();
    is_broken.then(|| (promise.code, promise.message.clone()))
}

/// A panic came out of the scenario, or everything stopped after one: what it is called.
fn of_panic(failure: &Failure, panic: &PanicRecord) -> (Code, String) {
    let message = &panic.message;
    if message.starts_with("not yet implemented") {
        let place = panic.location.as_ref();
        let line = place.map_or_else(String::new, |place| format!(" at line {}", place.line));
        let message = format!("`todo!()`{line} is still to be written");
        return (Code::NotStarted, message);
    }
    let who = name(failure, panic.thread);
    // A panic that the plain schedule does not reach needs a particular interleaving, and that is what
    // the learner has to understand.
    let in_search = matches!(failure.schedule, Some(Schedule::Choices(_)));
    if in_search && !failure.is_plain() {
        let message = format!("`{who}` panicked, which only some interleavings reach: {message}");
        return (Code::AtomicityViolation, message);
    }
    (Code::Panic, format!("`{who}` panicked: {message}"))
}
