//! Who is there at the end, what each thread waits for, and what that adds up to.

use heddle_processes::{Descriptor, Thread, Wait, below, descriptors, look, threads};
use heddle_protocol::{Process, ProcessThread};
use heddle_runtime::story;

use super::places;

/// Threads that belong to the scenario have names that begin so.
const SCENARIOS_OWN: &str = "heddle-";

/// A process, with what a sentence about it needs.
struct Known {
    id: u32,
    name: String,
    command: String,
    ended: bool,
    threads: Vec<Thread>,
    descriptors: Vec<Descriptor>,
}

/// This process and all below it, and the cause where the pattern of their waits tells. `watcher` is
/// the thread that asks.
pub fn of_all(watcher: u32) -> (Vec<Process>, Option<String>) {
    let me = std::process::id();
    let mut ids = vec![me];
    ids.extend(below(me));
    let known: Vec<Known> = ids
        .into_iter()
        .filter_map(|id| {
            let process = look(id)?;
            let mut threads = threads(id);
            threads
                .retain(|thread| thread.id != watcher && !thread.name.starts_with(SCENARIOS_OWN));
            Some(Known {
                id,
                name: story::name_of(id).unwrap_or_else(|| format!("process {id}")),
                command: process.command,
                ended: process.ended,
                threads,
                descriptors: descriptors(id),
            })
        })
        .collect();
    let cause = cause(&known);
    let mut places = places::of_threads(known.first().map_or(&[], |own| &own.threads));
    let processes = known.iter().map(|one| {
        let thread = |(index, thread): (usize, &Thread)| ProcessThread {
            name: name(one, thread, index),
            waits: waits(&known, one, thread),
            places: places.remove(&thread.id).unwrap_or_default(),
        };
        let threads = one.threads.iter().enumerate().map(thread).collect();
        Process {
            id: one.id,
            name: story::name_of(one.id),
            command: one.command.clone(),
            ended: one.ended,
            threads,
        }
    });
    (processes.collect(), cause)
}

/// The name that a thread was given. Without one it has the program's, which tells nothing.
fn name(one: &Known, thread: &Thread, index: usize) -> String {
    let main = one.threads.iter().find(|main| main.id == one.id);
    if thread.id == one.id {
        "main".to_owned()
    } else if main.is_some_and(|main| main.name == thread.name) {
        (index + 1).to_string()
    } else {
        format!("`{}`", thread.name)
    }
}

/// Who else has this pipe, and as which of its descriptors.
fn peer<'a>(all: &'a [Known], one: &Known, number: u32) -> Option<(&'a Known, u32)> {
    let target = &one.descriptors.iter().find(|d| d.number == number)?.target;
    all.iter()
        .filter(|other| other.id != one.id)
        .find_map(|other| {
            let same = other.descriptors.iter().find(|d| d.target == *target)?;
            Some((other, same.number))
        })
}

fn pipe_name(number: u32) -> &'static str {
    match number {
        0 => "standard input",
        1 => "standard output",
        2 => "standard error",
        _ => "pipe",
    }
}

/// The end of a sentence that begins with the thread's name.
fn waits(all: &[Known], one: &Known, thread: &Thread) -> String {
    let is_own = all.first().is_some_and(|own| own.id == one.id);
    let socket = |number| {
        let found = one.descriptors.iter().find(|d| d.number == number);
        found.is_some_and(|d| d.target.starts_with("socket:"))
    };
    match thread.waits {
        None => "runs, or waits for a time".to_owned(),
        Some(Wait::Input(number)) if !is_own && socket(number) => {
            "is kept in the middle of its task by the scenario".to_owned()
        }
        Some(Wait::Input(number)) if !is_own => format!("reads its {}", pipe_name(number)),
        Some(Wait::Output(number)) if !is_own => {
            format!("writes to its {}, which is full", pipe_name(number))
        }
        Some(Wait::Input(number)) => match peer(all, one, number) {
            Some((other, end)) => format!("reads {}'s {}", other.name, pipe_name(end)),
            None => "reads from a pipe whose other end nobody else has".to_owned(),
        },
        Some(Wait::Output(number)) => match peer(all, one, number) {
            Some((other, end)) => {
                format!(
                    "writes to {}'s {}, which is full",
                    other.name,
                    pipe_name(end)
                )
            }
            None => "writes to a pipe that is full and that nobody else has".to_owned(),
        },
        Some(Wait::Child(Some(id))) => match all.iter().find(|other| other.id == id) {
            Some(other) => format!("waits for the end of {}", other.name),
            None => format!("waits for the end of process {id}"),
        },
        Some(Wait::Child(None)) => "waits for the end of a child process".to_owned(),
        Some(Wait::Thread) => "waits for another thread".to_owned(),
        Some(Wait::Event) => "waits for one of several pipes".to_owned(),
        Some(Wait::Stopped) => "is stopped".to_owned(),
    }
}

/// What the waits add up to. The first pattern that fits is told, the most particular ones first.
fn cause(all: &[Known]) -> Option<String> {
    let (own, workers) = all.split_first()?;
    let waits_of = |one: &Known| one.threads.first().and_then(|thread| thread.waits);
    for thread in &own.threads {
        match thread.waits {
            Some(Wait::Output(number)) => {
                let (worker, _) = peer(all, own, number)?;
                if waits_of(worker) == Some(Wait::Output(1)) {
                    return Some(format!(
                        "a pipe holds 64 KiB. The pool writes to {0}, {0} writes an answer, both pipes are \
                         full, and neither of the two reads: somebody has to read answers while tasks are \
                         still being written",
                        worker.name
                    ));
                }
            }
            Some(Wait::Child(Some(id))) => {
                let worker = workers.iter().find(|worker| worker.id == id)?;
                if waits_of(worker) == Some(Wait::Input(0)) {
                    return Some(format!(
                        "the pool waits for {0} to end, and {0} waits for its next request: its standard \
                         input was not closed, so it cannot know that there is none",
                        worker.name
                    ));
                }
                return Some(format!(
                    "the pool waits for {0} to end, which {0} does not do by itself",
                    worker.name
                ));
            }
            _ => {}
        }
    }
    if let Some(worker) = workers
        .iter()
        .find(|w| waits_of(w) == Some(Wait::Output(2)))
    {
        return Some(format!(
            "{} writes to its standard error, the pipe behind it is full, and nobody reads it",
            worker.name
        ));
    }
    if let Some(worker) = workers
        .iter()
        .find(|w| waits_of(w) == Some(Wait::Output(1)))
    {
        return Some(format!(
            "{} writes its answer, which is more than a pipe holds, and nobody reads it",
            worker.name
        ));
    }
    if let Some(worker) = workers.iter().find(|worker| worker.ended) {
        return Some(format!(
            "{} is dead, and what waits for its answer does not hear of it",
            worker.name
        ));
    }
    let reads = own.threads.iter().find_map(|thread| match thread.waits {
        Some(Wait::Input(number)) => peer(all, own, number),
        _ => None,
    });
    if let Some((worker, _)) = reads
        && waits_of(worker) == Some(Wait::Input(0))
    {
        return Some(format!(
            "the pool waits for {0}'s answer, and {0} waits for its next request: each waits for the \
             other to speak. A request that was written but not flushed never left",
            worker.name
        ));
    }
    None
}
