//! From the steps of an execution to the rows worth reading.
//!
//! In a run that nobody interrupts, a lock that is taken and given back tells nothing, and a call
//! and its return are one line. What other threads can notice stays: waits, wake-ups, notifications,
//! values, locks that are held across a switch.

use heddle_protocol::{Op, Outcome, Thread};
use heddle_report::{Object, Report, Step};

use super::{
    paint::sanitised,
    sources::{self, Line},
};
use crate::sources::Texts;

/// A row of the interleaving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A thread did something.
    Did {
        /// Index of the thread.
        thread: usize,
        /// In few words: `state.lock()`.
        text: String,
        /// What came of it: `wakes main`.
        value: Option<String>,
        /// Where, if it is in one of the subject's files.
        line: Option<Line>,
        /// A switch away from a thread that could go on.
        preemption: bool,
    },
    /// So many rows are left out.
    Omitted(usize),
}

/// How many rows are shown at most: those at the start, and those at the end.
const HEAD: usize = 14;
const TAIL: usize = 34;

/// The rows of a report's interleaving, and after them what each thread is stuck in.
pub fn rows(report: &Report, texts: &Texts) -> Vec<Row> {
    let is_checkers = |step: &Step| sources::is_checkers(step.object, step.location.as_ref());
    let files = sources::files(report, texts);
    let mut steps: Vec<Step> = Vec::new();
    for step in &report.interleaving {
        let checkers = is_checkers(step);
        let again = steps
            .last()
            .is_some_and(|last| last.thread == step.thread && is_checkers(last));
        // How a scenario brings threads together is no business of the reader's; that it does, is.
        if !(checkers && again && !step.preemption) {
            steps.push(step.clone());
        }
    }
    // Waits and joins that never end have their step already; a lock that is never got has none.
    let pending = report.blocked.iter().filter(|b| b.operation.locks());
    steps.extend(pending.map(|blocked| Step {
        thread: blocked.thread,
        operation: blocked.operation,
        object: blocked.object,
        outcome: Outcome::Done,
        value: Some("waits, for ever".to_owned()),
        before: None,
        after: None,
        location: blocked.location.clone(),
        preemption: false,
        runnable: Vec::new(),
        blocked: Vec::new(),
        could_go_on: false,
        follows: Vec::new(),
    }));
    let runs = steps.chunk_by(|a, b| a.thread == b.thread && !b.preemption);
    let mut rows = Vec::new();
    for run in runs {
        let mut preemption = run.first().is_some_and(|step| step.preemption);
        let mut shown: Option<(Line, bool)> = None;
        for step in worth_telling(run, cut_short(&steps, run)) {
            let line = Line::at(step.location.as_ref(), &files);
            let is_access = step.operation.is_access();
            // Several accesses in one line of source are one row.
            if is_access && line.is_some() && shown == line.map(|line| (line, true)) {
                continue;
            }
            shown = line.map(|line| (line, is_access));
            let (text, value) = text(step, &report.objects, &report.threads, texts);
            rows.push(Row::Did {
                thread: step.thread as usize,
                text,
                value,
                line,
                preemption,
            });
            preemption = false;
        }
    }
    shortened(folded(rows))
}

/// Leaves out what nobody else can notice within one run.
fn worth_telling(run: &[Step], cut_short: bool) -> Vec<&Step> {
    let mut kept: Vec<&Step> = Vec::new();
    for (index, step) in run.iter().enumerate() {
        let last = kept.last().map(|last| last.operation);
        match step.operation {
            // Given back in the run in which it was taken, by `lock` or after a wait: nobody noticed.
            // Unless that is where the thread was interrupted: then it let the others in.
            Op::Unlock if cut_short && index + 1 == run.len() => {}
            Op::Unlock if run[..index].iter().any(|earlier| takes(earlier, step)) => {
                let lock = kept.iter().rposition(|earlier| {
                    earlier.object == step.object && earlier.operation.locks()
                });
                if let Some(lock) = lock
                    && kept[lock].value.is_none()
                {
                    kept.remove(lock);
                }
                continue;
            }
            // A wait gives the lock back too, and tells more.
            Op::Wait => {
                let lock = kept
                    .iter()
                    .rposition(|earlier| earlier.operation == Op::Lock);
                if let Some(lock) = lock
                    && kept[lock].value.is_none()
                {
                    kept.remove(lock);
                }
            }
            Op::Return if last == Some(Op::Call) => {
                kept.pop();
            }
            Op::End if index + 1 == run.len() && last.is_some() => continue,
            // What was read on the way to doing something; the last look decides, and stays.
            operation if last == Some(Op::Look) && !ends_a_section(operation) => {
                kept.pop();
            }
            _ => {}
        }
        kept.push(step);
    }
    // A run that was all locking is still a turn of that thread.
    if kept.is_empty() {
        run.first().into_iter().collect()
    } else {
        kept
    }
}

/// Whether the run ends in a switch away from a thread that could have gone on.
fn cut_short(steps: &[Step], run: &[Step]) -> bool {
    let end = run.as_ptr_range().end;
    steps
        .iter()
        .find(|step| std::ptr::eq(*step, end))
        .is_some_and(|next| next.preemption)
}

/// Whether `earlier` got the lock that `unlock` gives back.
fn takes(earlier: &Step, unlock: &Step) -> bool {
    let is_lock = earlier.operation.locks() || earlier.operation.tries();
    is_lock && earlier.object == unlock.object || earlier.operation == Op::Wake
}

/// What follows the look that decided.
fn ends_a_section(operation: Op) -> bool {
    matches!(
        operation,
        Op::Wait
            | Op::Park
            | Op::Return
            | Op::End
            | Op::Unlock
            | Op::YieldNow
            | Op::SpinLoop
            | Op::Sleep
    )
}

/// What a step reads like (`not_empty.wait()`, `put(1)`, or the line of source), and what came of it.
fn text(
    step: &Step,
    objects: &[Object],
    threads: &[Thread],
    texts: &Texts,
) -> (String, Option<String>) {
    let object = step
        .object
        .and_then(|object| objects.get(object as usize))
        .map(object_name);
    if sources::is_checkers(step.object, step.location.as_ref()) {
        return ("(meets the others)".to_owned(), None);
    }
    let (text, came_of_it) = match (step.operation, object) {
        (Op::Call | Op::Return, _) => (step.value.clone().unwrap_or_default(), None),
        (Op::Look | Op::Change, Some(object)) => access(step, &object, texts),
        (_, Some(object)) => of_object(step, &object, threads),
        (_, None) => of_thread(step, threads),
    };
    let clean = |text: String| sanitised(&text).replace('\n', " ");
    (clean(text), came_of_it.map(clean))
}

/// A use of locked data: the line of source, and the value beside it.
fn access(step: &Step, object: &str, texts: &Texts) -> (String, Option<String>) {
    let value = step.value.as_ref().map(|value| format!("({value})"));
    let source = || sources::line(texts, step.location.as_ref()?);
    let verb = match step.operation {
        Op::Look => "reads",
        _ => "changes",
    };
    let source = source().unwrap_or_else(|| format!("{verb} {object}"));
    // Beside a value the end of the statement only gets in the way.
    match value {
        Some(_) => (source.trim_end_matches(['{', ';', ' ']).to_owned(), value),
        None => (source, None),
    }
}

/// A step that concerns an object.
fn of_object(step: &Step, object: &str, threads: &[Thread]) -> (String, Option<String>) {
    let value = step.value.as_deref().unwrap_or_default();
    let text = match (step.operation, &step.outcome) {
        (Op::Wake, Outcome::Spurious) => format!("{object}: spurious wake-up"),
        (Op::Wake, Outcome::Done) => format!("{object} wakes it"),
        (Op::Wake, _) => format!("{object}: {value}"),
        (Op::TimeOut, _) => format!("{object}: its time is over"),
        (Op::DropSender, _) => format!("drops {object}'s sender"),
        (Op::DropReceiver, _) => format!("drops {object}'s receiver"),
        (Op::Unlock, _) => format!("unlocks {object}"),
        (Op::Load, _) => format!("{object} is {value}"),
        (Op::Store, _) => format!("{object}: {value}"),
        (operation, outcome) => {
            let came_of_it = match (operation, outcome) {
                (_, Outcome::WokeOne(woken)) => Some(format!("wakes {}", name(*woken, threads))),
                _ => step.value.clone(),
            };
            return (format!("{object}.{operation}()"), came_of_it);
        }
    };
    (text, None)
}

/// A step that concerns no object: a thread's own, or another thread.
fn of_thread(step: &Step, threads: &[Thread]) -> (String, Option<String>) {
    let value = match step.outcome {
        Outcome::Thread(thread) => Some(name(thread, threads)),
        _ => step.value.clone(),
    };
    let text = match (step.operation, value) {
        (Op::End, _) => "ends".to_owned(),
        (Op::Late, _) => "runs so late that its time is over".to_owned(),
        (Op::Join, Some(thread)) => format!("{thread} has ended"),
        (Op::Spawn, value) => return ("spawn".to_owned(), value),
        (operation, Some(value)) => format!("{operation} {value}"),
        (operation, None) => operation.to_string(),
    };
    (text, None)
}

fn name(thread: u32, threads: &[Thread]) -> String {
    let known = threads.get(thread as usize);
    known.map_or_else(|| format!("thread {thread}"), |known| known.name.clone())
}

/// The learner's name for it, else what and where it is.
pub fn object_name(object: &Object) -> String {
    object.name.clone().unwrap_or_else(|| {
        let file = object.location.file.rsplit('/').next().unwrap_or_default();
        format!("{} at {file}:{}", object.kind, object.location.line)
    })
}

/// Rounds that repeat (a loop that spins) are told once.
fn folded(rows: Vec<Row>) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let repeats = (1..=8).find_map(|length| {
            let round = rows.get(at..at + length)?;
            let count = rows[at..]
                .chunks_exact(length)
                .take_while(|next| *next == round)
                .count();
            (count > 2).then_some((length, count))
        });
        if let Some((length, count)) = repeats {
            out.extend_from_slice(&rows[at..at + length]);
            out.push(Row::Omitted(length * (count - 1)));
            at += length * count;
        } else {
            out.push(rows[at].clone());
            at += 1;
        }
    }
    out
}

/// Keeps the start and, above all, the end.
fn shortened(rows: Vec<Row>) -> Vec<Row> {
    if rows.len() <= HEAD + TAIL + 1 {
        return rows;
    }
    let tail = rows.len() - TAIL;
    let count = |row: &Row| {
        if let Row::Omitted(rows) = row {
            *rows
        } else {
            1
        }
    };
    let omitted = rows[HEAD..tail].iter().map(count).sum();
    let (head, tail) = (rows[..HEAD].to_vec(), rows[tail..].to_vec());
    [head, vec![Row::Omitted(omitted)], tail].concat()
}
