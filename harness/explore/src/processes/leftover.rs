//! What is left when a scenario is over: processes and descriptors that were not there before.

use std::time::{Duration, Instant};

use heddle_processes::{Descriptor, Process, children, descriptors, look};
use heddle_protocol::{Code, Failure, Finding};
use heddle_runtime::story;

use super::{account, look::Look};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(2);
/// How long something may be under way that would clean up in the end.
const PATIENCE: Duration = Duration::from_secs(2);
/// Things that are named.
const MOST_NAMED: usize = 4;

/// What was open before.
pub struct Before(Vec<Descriptor>);

/// What is left.
#[derive(PartialEq, Eq)]
struct Left {
    processes: Vec<Process>,
    descriptors: Vec<Descriptor>,
}

impl Before {
    /// Looks at this process's descriptors.
    pub fn look() -> Self {
        Before(descriptors(std::process::id()))
    }

    /// Returns when nothing is left. What stays is a failure.
    pub fn check(&self) {
        if let Some(left) = settled(|| self.left()) {
            fail("when the pool is gone", &left);
        }
    }

    fn left(&self) -> Option<Left> {
        let me = std::process::id();
        let mut descriptors = descriptors(me);
        // The watching thread reads /proc meanwhile, as this one does.
        descriptors.retain(|d| !self.0.contains(d) && !d.target.starts_with("/proc/"));
        let processes: Vec<Process> = children(me).into_iter().filter_map(look).collect();
        let nothing = processes.is_empty() && descriptors.is_empty();
        (!nothing).then_some(Left {
            processes,
            descriptors,
        })
    }
}

/// Returns when at most so many children of this process are zombies. If more stay so, it is a failure.
pub fn few_zombies(most: usize) {
    let zombies = || {
        let children = children(std::process::id()).into_iter();
        let processes: Vec<Process> = children.filter_map(look).filter(|p| p.ended).collect();
        (processes.len() > most).then_some(Left {
            processes,
            descriptors: Vec::new(),
        })
    };
    if let Some(left) = settled(zombies) {
        fail("while the pool works", &left);
    }
}

/// Looks again and again, until nothing is found (`None`) or what is found will stay: nothing else moves
/// any more, or two seconds are over.
fn settled(find: impl FnMut() -> Option<Left>) -> Option<Left> {
    super::watch::while_looked_after(|| stays(find))
}

fn stays(mut find: impl FnMut() -> Option<Left>) -> Option<Left> {
    let me = heddle_processes::this_thread();
    let started = Instant::now();
    let mut last: Option<(Left, Look)> = None;
    loop {
        let left = find()?;
        let look = Look::take(&[me, super::watch::thread()]);
        let is_still = look.is_still();
        let seen = (left, look);
        if is_still && last.as_ref() == Some(&seen) || started.elapsed() > PATIENCE {
            return Some(seen.0);
        }
        last = Some(seen);
        std::thread::sleep(PAUSE);
    }
}

fn fail(when: &str, left: &Left) -> ! {
    let mut processes = account::of_all(super::watch::thread());
    // What this one does is known: it looks.
    processes.retain(|process| process.id != std::process::id());
    let (what, cause) = words(left);
    let seen = Finding::Seen {
        code: Code::ProcessLeak,
        message: format!("{when}, {what}"),
        cause: Some(cause.to_owned()),
    };
    heddle_runtime::fail_with(Failure {
        processes,
        ..story::ended_with(seen)
    })
}

/// What is left, and why that is so.
fn words(left: &Left) -> (String, &'static str) {
    let (ended, running): (Vec<&Process>, Vec<&Process>) =
        left.processes.iter().partition(|process| process.ended);
    let name = |process: &&Process| {
        let command = process.command.as_str();
        let (program, arguments) = command.split_once(' ').unwrap_or((command, ""));
        let program = program.rsplit('/').next().unwrap_or_default();
        let command = format!("`{program} {arguments}");
        story::name_of(process.id).unwrap_or_else(|| format!("{}`", command.trim_end()))
    };
    if !running.is_empty() {
        let verb = if running.len() == 1 { "runs" } else { "run" };
        return (
            format!(
                "{} still {verb}",
                listed(running.iter().map(name).collect())
            ),
            "dropping a `Child` neither ends the process nor waits for it: `kill` it, or close its \
             standard input, and then `wait`",
        );
    }
    if !ended.is_empty() {
        let verb = if ended.len() == 1 {
            "is a zombie"
        } else {
            "are zombies"
        };
        return (
            format!("{} {verb}", listed(ended.iter().map(name).collect())),
            "a process that has ended stays in the system's table until its parent asks how it ended: \
             `kill` alone does not ask, `wait` does",
        );
    }
    let open = left
        .descriptors
        .iter()
        .map(|d| format!("{} ({})", d.number, d.target));
    let verb = if left.descriptors.len() == 1 {
        "descriptor is"
    } else {
        "descriptors are"
    };
    (
        format!(
            "{} {verb} still open: {}",
            left.descriptors.len(),
            listed(open.collect())
        ),
        "somebody still owns the other end of a pipe: a thread that goes on, or a value that is never \
         dropped",
    )
}

fn listed(mut names: Vec<String>) -> String {
    names.sort();
    let more = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}
