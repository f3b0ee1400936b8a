//! Who is there at the end, what it has open, and what each of its threads waits for.

use heddle_processes::{self as system, below, descriptors, look, threads};
use heddle_protocol::{Descriptor, Process, ProcessThread, Wait};
use heddle_runtime::story;

use super::places;

/// Threads that belong to the scenario have names that begin so.
const SCENARIOS_OWN: &str = "heddle-";

/// This process and all below it. `watcher` is the thread that asks.
pub fn of_all(watcher: u32) -> Vec<Process> {
    let me = std::process::id();
    let mut ids = vec![me];
    ids.extend(below(me));
    let mut processes: Vec<(Process, Vec<system::Thread>)> =
        ids.into_iter().filter_map(|id| one(id, watcher)).collect();
    if let Some((own, threads)) = processes.first_mut() {
        let mut places = places::of_threads(threads);
        for (thread, known) in own.threads.iter_mut().zip(threads) {
            thread.places = places.remove(&known.id).unwrap_or_default();
        }
    }
    processes.into_iter().map(|(process, _)| process).collect()
}

/// A process that is still in the system's table, and its threads as the system knows them.
fn one(id: u32, watcher: u32) -> Option<(Process, Vec<system::Thread>)> {
    let process = look(id)?;
    let mut threads = threads(id);
    threads.retain(|thread| thread.id != watcher && !thread.name.starts_with(SCENARIOS_OWN));
    let told = threads.iter().enumerate();
    let told = told.map(|(index, thread)| ProcessThread {
        name: name(id, &threads, thread, index),
        waits: thread.waits.map(wait),
        places: Vec::new(),
    });
    let open = descriptors(id).into_iter().map(|open| Descriptor {
        number: open.number,
        target: open.target,
    });
    let process = Process {
        id,
        name: story::name_of(id),
        command: process.command,
        ended: process.ended,
        threads: told.collect(),
        descriptors: open.collect(),
    };
    Some((process, threads))
}

/// The name that a thread was given. Without one it has the program's, which tells nothing.
fn name(process: u32, all: &[system::Thread], thread: &system::Thread, index: usize) -> String {
    let main = all.iter().find(|main| main.id == process);
    if thread.id == process {
        "main".to_owned()
    } else if main.is_some_and(|main| main.name == thread.name) {
        (index + 1).to_string()
    } else {
        format!("`{}`", thread.name)
    }
}

fn wait(wait: system::Wait) -> Wait {
    match wait {
        system::Wait::Input(number) => Wait::Input(number),
        system::Wait::Output(number) => Wait::Output(number),
        system::Wait::Child(id) => Wait::Child(id),
        system::Wait::Thread => Wait::Thread,
        system::Wait::Event => Wait::Event,
        system::Wait::Stopped => Wait::Stopped,
    }
}
