//! Real processes: what each thread waits for, and what the waits add up to.

use heddle_protocol::{Process, ProcessThread, Wait};

/// What a thread of one of these processes waits for: the end of a sentence that begins with its name. The
/// first process is the scenario's own.
pub fn waits(all: &[Process], process: &Process, thread: &ProcessThread) -> String {
    let is_own = all.first().is_some_and(|own| own.id == process.id);
    match thread.waits {
        None => "runs, or waits for a time".to_owned(),
        Some(Wait::Input(number)) if is_own => match peer(all, process, number) {
            Some((other, end)) => format!("reads {}'s {}", name(other), pipe(end)),
            None => "reads from a pipe whose other end nobody else has".to_owned(),
        },
        Some(Wait::Output(number)) if is_own => match peer(all, process, number) {
            Some((other, end)) => {
                format!("writes to {}'s {}, which is full", name(other), pipe(end))
            }
            None => "writes to a pipe that is full and that nobody else has".to_owned(),
        },
        Some(Wait::Input(number)) if is_socket(process, number) => {
            "is kept in the middle of its task by the scenario".to_owned()
        }
        Some(Wait::Input(number)) => format!("reads its {}", pipe(number)),
        Some(Wait::Output(number)) => format!("writes to its {}, which is full", pipe(number)),
        Some(Wait::Child(Some(id))) => match all.iter().find(|other| other.id == id) {
            Some(other) => format!("waits for the end of {}", name(other)),
            None => format!("waits for the end of process {id}"),
        },
        Some(Wait::Child(None)) => "waits for the end of a child process".to_owned(),
        Some(Wait::Thread) => "waits for another thread".to_owned(),
        Some(Wait::Event) => "waits for one of several pipes".to_owned(),
        Some(Wait::Stopped) => "is stopped".to_owned(),
    }
}

/// What the waits add up to, where they show one of the patterns that are known: the most particular first.
pub(crate) fn cause(all: &[Process]) -> Option<String> {
    let (own, workers) = all.split_first()?;
    let of_own = own.threads.iter();
    of_own
        .filter_map(|thread| thread.waits)
        .find_map(|wait| own_wait(all, wait))
        .or_else(|| of_workers(workers))
        .or_else(|| each_listens(all))
}

/// A worker's main thread does the work.
fn waits_of(worker: &Process) -> Option<Wait> {
    worker.threads.first().and_then(|thread| thread.waits)
}

/// A thread of the pool waits for a worker that waits for it.
fn own_wait(all: &[Process], wait: Wait) -> Option<String> {
    let (own, workers) = all.split_first()?;
    match wait {
        Wait::Output(number) => {
            let (worker, _) = peer(all, own, number)?;
            (waits_of(worker) == Some(Wait::Output(1))).then(|| {
                format!(
                    "a pipe holds 64 KiB. The pool writes to {0}, {0} writes an answer, both pipes are \
                     full, and neither of the two reads: somebody has to read answers while tasks are \
                     still being written",
                    name(worker)
                )
            })
        }
        Wait::Child(Some(id)) => {
            let worker = workers.iter().find(|worker| worker.id == id)?;
            Some(match waits_of(worker) {
                Some(Wait::Input(0)) => format!(
                    "the pool waits for {0} to end, and {0} waits for its next request: its standard \
                     input was not closed, so it cannot know that there is none",
                    name(worker)
                ),
                _ => format!(
                    "the pool waits for {0} to end, which {0} does not do by itself",
                    name(worker)
                ),
            })
        }
        _ => None,
    }
}

/// A worker that cannot write, or is dead.
fn of_workers(workers: &[Process]) -> Option<String> {
    let writes_to = |number| {
        let mut workers = workers.iter();
        workers.find(|worker| waits_of(worker) == Some(Wait::Output(number)))
    };
    if let Some(worker) = writes_to(2) {
        return Some(format!(
            "{} writes to its standard error, the pipe behind it is full, and nobody reads it",
            name(worker)
        ));
    }
    if let Some(worker) = writes_to(1) {
        return Some(format!(
            "{} writes its answer, which is more than a pipe holds, and nobody reads it",
            name(worker)
        ));
    }
    let dead = workers.iter().find(|worker| worker.ended)?;
    Some(format!(
        "{} is dead, and what waits for its answer does not hear of it",
        name(dead)
    ))
}

/// The pool reads what a worker would write, which reads what the pool would write.
fn each_listens(all: &[Process]) -> Option<String> {
    let own = all.first()?;
    let (worker, _) = own.threads.iter().find_map(|thread| match thread.waits {
        Some(Wait::Input(number)) => peer(all, own, number),
        _ => None,
    })?;
    (waits_of(worker) == Some(Wait::Input(0))).then(|| {
        format!(
            "the pool waits for {0}'s answer, and {0} waits for its next request: each waits for the \
             other to speak. A request that was written but not flushed never left",
            name(worker)
        )
    })
}

/// Who else has this pipe, and as which of its descriptors.
fn peer<'a>(all: &'a [Process], one: &Process, number: u32) -> Option<(&'a Process, u32)> {
    let target = target(one, number)?;
    let others = all.iter().filter(|other| other.id != one.id);
    others.into_iter().find_map(|other| {
        let same = other.descriptors.iter().find(|d| d.target == target)?;
        Some((other, same.number))
    })
}

fn target(process: &Process, number: u32) -> Option<&str> {
    let mut open = process.descriptors.iter();
    let found = open.find(|d| d.number == number)?;
    Some(&found.target)
}

/// Workers speak with the scenario over a socket, and with the pool over pipes.
fn is_socket(process: &Process, number: u32) -> bool {
    target(process, number).is_some_and(|target| target.starts_with("socket:"))
}

fn name(process: &Process) -> String {
    let unnamed = || format!("process {}", process.id);
    process.name.clone().unwrap_or_else(unnamed)
}

fn pipe(number: u32) -> &'static str {
    match number {
        0 => "standard input",
        1 => "standard output",
        2 => "standard error",
        _ => "pipe",
    }
}
