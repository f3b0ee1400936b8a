//! What happened on real processes, as those who took part in it told it.
//!
//! A model records its steps. Of real processes nobody can; what is known is what the scenario did, and
//! what its worker processes report at moments when they wait for an answer. Put in the order in which
//! it was heard, this is an interleaving of what was told, and no more than that.

use std::sync::{Mutex, MutexGuard, PoisonError};

use heddle_protocol::{Failure, Finding, Op, Outcome, PanicRecord, Step, Thread};

/// Who told something, and what. The scenario's own thread is the first.
#[derive(Default)]
struct Story {
    tellers: Vec<Teller>,
    steps: Vec<Step>,
    first_panic: Option<PanicRecord>,
}

struct Teller {
    name: String,
    process: u32,
}

/// Written by [`join`], [`tell`] and [`panicked`], from any thread; read when something failed.
static STORY: Mutex<Story> = Mutex::new(Story {
    tellers: Vec::new(),
    steps: Vec::new(),
    first_panic: None,
});

fn story() -> MutexGuard<'static, Story> {
    STORY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Somebody who will tell something: a name, and the process that it is. The first one is the
/// scenario itself. The same process is the same teller.
pub fn join(name: &str, process: u32) -> u32 {
    let mut story = story();
    let known = story.tellers.iter().position(|t| t.process == process);
    let index = known.unwrap_or_else(|| {
        story.tellers.push(Teller {
            name: name.to_owned(),
            process,
        });
        story.tellers.len() - 1
    });
    index as u32
}

/// Teller `who` tells something: that it begins or happens ([`Op::Call`]), or that what it began last is
/// over ([`Op::Return`]).
pub fn tell(who: u32, op: Op, what: String) {
    story().steps.push(Step {
        thread: who,
        op,
        object: None,
        outcome: Outcome::Text(what.into()),
        order: None,
        location: None,
        preemption: false,
        runnable: 0,
    });
}

/// What the process is called, if it has told anything.
pub fn name_of(process: u32) -> Option<String> {
    let story = story();
    let teller = story.tellers.iter().find(|t| t.process == process)?;
    Some(teller.name.clone())
}

/// What the scenario itself has begun and not ended.
pub fn open_call() -> Option<String> {
    let story = story();
    let last = story.steps.iter().rfind(|step| step.thread == 0)?;
    match &last.outcome {
        Outcome::Text(text) if last.op == Op::Call => Some(text.to_string()),
        _ => None,
    }
}

/// A real thread panicked.
pub(crate) fn panicked(record: PanicRecord) {
    story().first_panic.get_or_insert(record);
}

/// The first panic on real threads.
pub(crate) fn first_panic() -> Option<PanicRecord> {
    story().first_panic.clone()
}

/// All of it, as the account of how a scenario on real threads or with real processes ended.
pub fn ended_with(finding: Finding) -> Failure {
    let story = story();
    let mut threads: Vec<Thread> = story
        .tellers
        .iter()
        .map(|teller| Thread {
            name: teller.name.clone(),
            spawned: None,
        })
        .collect();
    if threads.is_empty() {
        threads.push(Thread {
            name: "main".to_owned(),
            spawned: None,
        });
    }
    Failure {
        threads,
        steps: story.steps.clone(),
        panic: story.first_panic.clone(),
        ..Failure::without_steps(finding)
    }
}
