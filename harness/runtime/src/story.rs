//! What happened on real processes, as those who took part in it told it.
//!
//! A model records its steps. Of real processes nobody can; what is known is what the scenario did, and
//! what its worker processes report at moments when they wait for an answer. Put in the order in which
//! it was heard, this is an interleaving of what was told, and no more than that.

use std::sync::{Mutex, MutexGuard, PoisonError};

use heddle_protocol::{Step, Thread};

/// Who told something, and what. The scenario's own thread is the first.
#[derive(Default)]
struct Story {
    tellers: Vec<Teller>,
    steps: Vec<Step>,
}

struct Teller {
    name: String,
    process: u32,
}

/// Written by [`join`] and [`tell`], from any thread; read when something failed.
static STORY: Mutex<Story> = Mutex::new(Story {
    tellers: Vec::new(),
    steps: Vec::new(),
});

fn story() -> MutexGuard<'static, Story> {
    STORY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something begins or happens.
    Call,
    /// What began last is over.
    Return,
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

/// Teller `who` tells something.
pub fn tell(who: u32, kind: Kind, what: String) {
    story().steps.push(Step {
        thread: who,
        operation: match kind {
            Kind::Call => "call",
            Kind::Return => "return",
        }
        .to_owned(),
        object: None,
        value: Some(what),
        before: None,
        after: None,
        location: None,
        preemption: false,
        runnable: Vec::new(),
        blocked: Vec::new(),
        could_go_on: false,
        follows: Vec::new(),
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
    last.value.clone().filter(|_| last.operation == "call")
}

/// All of it: who, and what.
pub fn told() -> (Vec<Thread>, Vec<Step>) {
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
    (threads, story.steps.clone())
}
