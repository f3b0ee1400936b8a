//! What is known of the workers, and a way to wait for it to change.

use std::collections::BTreeMap;
use std::os::unix::net::UnixStream;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

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
    /// The print of what each of its `Init` requests brought.
    pub inits: Vec<u64>,
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

/// A worker that waits for stillness, or the scenario itself.
#[derive(Debug)]
pub(super) struct Waiting {
    pub process: Option<u32>,
    /// What it gets then.
    pub signal: Option<i32>,
    /// It waits for stillness while this call lasts, and for no other.
    pub call: Option<usize>,
    /// It was there already when it was last said that something may poll. The first of these comes at any
    /// moment, also just before something moves.
    pub nudged: bool,
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
    /// Whether everything was really still when that was said last, or something may have polled.
    pub really: bool,
    /// Who waits for stillness, each with a number of its own.
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

    /// Waits for stillness, in a call or whenever it comes. A process may get a signal then.
    pub fn wait_for(&self, process: Option<u32>, signal: Option<i32>, call: Option<usize>) {
        let mine = self.change(|state| {
            let waiting = Waiting {
                process,
                signal,
                call,
                nudged: false,
            };
            state.waited += 1;
            state.waiting.insert(state.waited, waiting);
            state.waited
        });
        self.wait_until(|state| !state.waiting.contains_key(&mine));
    }

    /// Waits until everything is still. Where something polls, which never is, it waits until no worker has
    /// started between one nudge and the next.
    pub fn wait_for_rest(&self) {
        let mut quiet = 0;
        while quiet < 2 {
            let started = self.state().workers.len();
            self.wait_for(None, None, None);
            let state = self.state();
            let more = state.workers.len() > started;
            quiet = match (more, state.really || state.closing) {
                (true, _) => 0,
                (false, true) => 2,
                (false, false) => quiet + 1,
            };
        }
    }

    /// Changes something, and lets everyone look who waits for a change.
    pub fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut self.state());
        self.changed.notify_all();
        result
    }

    /// Nothing moves: whoever waits for that goes on, or dies.
    pub fn still(&self, really: bool) -> bool {
        let over = self.change(|state| {
            state.really = really;
            let lasting = state.lasts.then_some(state.call);
            let over = |waiting: &mut Waiting| {
                let long = std::mem::replace(&mut waiting.nudged, true);
                (really || long) && (waiting.call.is_none() || waiting.call == lasting)
            };
            let over = state.waiting.extract_if(.., |_, waiting| over(waiting));
            over.map(|(_, waiting)| waiting).collect::<Vec<_>>()
        });
        for waiting in &over {
            if let (Some(process), Some(signal)) = (waiting.process, waiting.signal) {
                heddle_processes::signal(process, signal);
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
