//! From the steps of an execution to the rows worth reading.
//!
//! In a run that nobody interrupts, a lock that is taken and given back tells nothing, and a call
//! and its return are one line. What other threads can notice stays: waits, wake-ups, notifications,
//! values, locks that are held across a switch.

use heddle_protocol::{Object, Report, Step, Thread};

use super::{
    paint::sanitised,
    sources::{self, Line},
};
use crate::subject::Texts;

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
    let pending = report
        .blocked
        .iter()
        .filter(|b| LOCKS.contains(&b.operation.as_str()));
    steps.extend(pending.map(|blocked| Step {
        thread: blocked.thread,
        operation: blocked.operation.clone(),
        object: blocked.object,
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
            let is_access = ACCESSES.contains(&step.operation.as_str());
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

/// Operations that wait until a lock is free.
const LOCKS: [&str; 3] = ["lock", "read", "write"];
/// Uses of the data behind a guard.
const ACCESSES: [&str; 2] = ["look", "change"];

/// Leaves out what nobody else can notice within one run.
fn worth_telling(run: &[Step], cut_short: bool) -> Vec<&Step> {
    let mut kept: Vec<&Step> = Vec::new();
    for (index, step) in run.iter().enumerate() {
        let last = kept.last().map(|last| last.operation.as_str());
        match step.operation.as_str() {
            // Given back in the run in which it was taken, by `lock` or after a wait: nobody noticed.
            // Unless that is where the thread was interrupted: then it let the others in.
            "unlock" if cut_short && index + 1 == run.len() => {}
            "unlock" if run[..index].iter().any(|earlier| takes(earlier, step)) => {
                let lock = kept.iter().rposition(|earlier| {
                    earlier.object == step.object && LOCKS.contains(&earlier.operation.as_str())
                });
                if let Some(lock) = lock
                    && kept[lock].value.is_none()
                {
                    kept.remove(lock);
                }
                continue;
            }
            // A wait gives the lock back too, and tells more.
            "wait" => {
                let lock = kept.iter().rposition(|earlier| earlier.operation == "lock");
                if let Some(lock) = lock
                    && kept[lock].value.is_none()
                {
                    kept.remove(lock);
                }
            }
            "return" if last == Some("call") => {
                kept.pop();
            }
            "end" if index + 1 == run.len() && last.is_some() => continue,
            // What was read on the way to doing something; the last look decides, and stays.
            operation if last == Some("look") && !ends_a_section(operation) => {
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
    let operation = earlier.operation.as_str();
    let is_lock = LOCKS.contains(&operation) || operation.starts_with("try_");
    is_lock && earlier.object == unlock.object || operation == "wake"
}

/// What follows the look that decided.
fn ends_a_section(operation: &str) -> bool {
    matches!(
        operation,
        "wait" | "park" | "return" | "end" | "unlock" | "yield" | "sleep"
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
    let value = step
        .value
        .as_deref()
        .map(|value| with_thread_names(value, threads));
    if sources::is_checkers(step.object, step.location.as_ref()) {
        return ("(meets the others)".to_owned(), None);
    }
    let operation = step.operation.as_str();
    let source = || sources::line(texts, step.location.as_ref()?);
    let is_thread = |value: &str| threads.iter().any(|thread| thread.name == value);
    let mut came_of_it = None;
    let text = match (operation, object, value) {
        ("call" | "return", _, Some(value)) => value,
        ("wake", Some(object), None) => format!("{object} wakes it"),
        ("wake", Some(object), Some(value)) => format!("{object}: {}", wake(&value)),
        ("time out", Some(object), _) => format!("{object}: its time is over"),
        ("look" | "change", Some(object), value) => {
            came_of_it = value.map(|value| format!("({value})"));
            let verb = match operation {
                "look" => "reads",
                _ => "changes",
            };
            let source = source().unwrap_or_else(|| format!("{verb} {object}"));
            // Beside a value the end of the statement only gets in the way.
            match came_of_it {
                Some(_) => source.trim_end_matches(['{', ';', ' ']).to_owned(),
                None => source,
            }
        }
        ("drop sender", Some(object), _) => format!("drops {object}'s sender"),
        ("drop receiver", Some(object), _) => format!("drops {object}'s receiver"),
        ("unlock", Some(object), None) => format!("unlocks {object}"),
        ("end", ..) => "ends".to_owned(),
        ("join", _, Some(value)) => format!("{value} has ended"),
        ("load", Some(object), Some(value)) => format!("{object} is {value}"),
        ("store", Some(object), Some(value)) => format!("{object}: {value}"),
        (operation, Some(object), value) => {
            came_of_it = match value {
                Some(value) if operation == "notify_one" && is_thread(&value) => {
                    Some(format!("wakes {value}"))
                }
                value => value,
            };
            format!("{object}.{operation}()")
        }
        ("spawn", None, value) => {
            came_of_it = value;
            "spawn".to_owned()
        }
        (operation, None, Some(value)) => format!("{operation} {value}"),
        (operation, None, None) => operation.to_owned(),
    };
    let clean = |text: String| sanitised(&text).replace('\n', " ");
    (clean(text), came_of_it.map(clean))
}

/// The engine says `for no reason: a spurious wake-up`; a column has no room for all of it.
fn wake(value: &str) -> String {
    if value.contains("spurious") {
        "spurious wake-up".to_owned()
    } else {
        value.to_owned()
    }
}

/// The learner's name for it, else what and where it is.
pub fn object_name(object: &Object) -> String {
    object.name.clone().unwrap_or_else(|| {
        let file = object.location.file.rsplit('/').next().unwrap_or_default();
        format!("{} at {file}:{}", object.kind, object.location.line)
    })
}

/// `thread 2` is how the engine names a thread where only its number is known.
fn with_thread_names(value: &str, threads: &[Thread]) -> String {
    let named = value
        .strip_prefix("thread ")
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| threads.get(number));
    named.map_or_else(|| value.to_owned(), |thread| thread.name.clone())
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
