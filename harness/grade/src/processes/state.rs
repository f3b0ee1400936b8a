//! What is known of the workers, and a way to wait for it to change.

use std::collections::BTreeMap;
use std::os::unix::net::UnixStream;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use heddle_protocol::Op;
use heddle_runtime::story;
use serde::{Deserialize, Serialize};

/// What is known of a worker.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Its number in the system.
    pub process: u32,
    /// Its number as a teller.
    pub teller: u32,
    /// What its `Init` requests brought.
    pub inits: Vec<Vec<u8>>,
    /// It ended by itself, after the end of its input.
    pub ended: bool,
    /// Its connection is closed: it is dead.
    pub gone: bool,
}

/// A task of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Which {
    /// The number of the call that handed it out. A worker may be heard when the next one has begun, so
    /// nothing that is said of a task goes without it.
    pub call: usize,
    /// Its index there.
    pub task: usize,
}

/// What a worker has said of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is about to do it.
    Begun,
    /// It is about to answer.
    Answers,
    /// Its answer was sent, or it is dead.
    Over,
}

/// One thing that was said of a task.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub which: Which,
    pub worker: usize,
    pub stage: Stage,
}

/// A worker that waits for stillness.
#[derive(Debug)]
pub(super) struct Waiting {
    pub process: u32,
    /// What it gets then.
    pub signal: Option<i32>,
    /// It waits for stillness while this call lasts, and for no other.
    pub call: Option<usize>,
}

/// What the scenario wants to happen to workers as they start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doom {
    /// From this one on, counted from 0, each ends at once.
    Exit(usize),
    /// This one is killed by this signal.
    Kill(usize, i32),
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub workers: Vec<Known>,
    pub doom: Option<Doom>,
    /// The number of the last call that handed out tasks.
    pub call: usize,
    /// Whether that one has not returned yet.
    pub lasts: bool,
    /// What was said of tasks, of every call, in the order in which it was heard.
    pub words: Vec<Word>,
    /// Workers that have come to a meeting, by the call and by how many it waits for.
    pub met: BTreeMap<(usize, usize), usize>,
    /// How often everything was still.
    pub stills: usize,
    /// Workers that wait for stillness, each with a number of its own.
    pub waiting: BTreeMap<usize, Waiting>,
    /// How many have waited for it, ever.
    pub waited: usize,
    pub closing: bool,
}

impl State {
    /// Which workers said this of which tasks of that call, in this order.
    pub fn said(&self, call: usize, stage: Stage) -> impl Iterator<Item = (usize, usize)> {
        let words = self.words.iter();
        let of_it = words.filter(move |word| word.which.call == call && word.stage == stage);
        of_it.map(|word| (word.worker, word.which.task))
    }
}

#[derive(Default)]
pub(super) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    pub connections: Mutex<Vec<(UnixStream, JoinHandle<()>)>>,
}

impl Shared {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `done`, or until the scenario is over.
    pub fn wait_until(&self, mut done: impl FnMut(&mut State) -> bool) {
        let waits = |state: &mut State| !state.closing && !done(state);
        drop(
            self.changed
                .wait_while(self.state(), waits)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    /// Waits until everything is still, or until no worker has started for this time.
    pub fn wait_for_rest(&self, time: Duration) {
        let mut state = self.state();
        let stills = state.stills;
        loop {
            let started = state.workers.len();
            let moves = |state: &mut State| {
                !state.closing && state.stills == stills && state.workers.len() == started
            };
            let (now, waited) = self
                .changed
                .wait_timeout_while(state, time, moves)
                .unwrap_or_else(PoisonError::into_inner);
            state = now;
            if waited.timed_out() || state.workers.len() == started {
                return;
            }
        }
    }

    /// Changes something, and lets everyone look who waits for a change.
    pub fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut self.state());
        self.changed.notify_all();
        result
    }

    /// Nothing moves: whoever waits for that goes on, or dies.
    pub fn still(&self) -> bool {
        let over = self.change(|state| {
            state.stills += 1;
            let lasting = state.lasts.then_some(state.call);
            let over = |waiting: &Waiting| waiting.call.is_none() || waiting.call == lasting;
            let over = state.waiting.extract_if(.., |_, waiting| over(waiting));
            over.map(|(_, waiting)| waiting).collect::<Vec<_>>()
        });
        for waiting in &over {
            if let Some(signal) = waiting.signal {
                heddle_processes::signal(waiting.process, signal);
            }
        }
        !over.is_empty()
    }

    /// What a worker does, for the interleaving.
    pub fn tells(&self, index: usize, op: Op, what: String) {
        let teller = self.state().workers[index].teller;
        story::tell(teller, op, what);
    }
}
