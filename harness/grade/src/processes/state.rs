//! What is known of the workers, and a way to wait for it to change.

use std::collections::BTreeMap;
use std::os::unix::net::UnixStream;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use heddle_protocol::Op;
use heddle_runtime::story;

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
    /// Which worker began which task, in this order, since the last `map` began.
    pub begun: Vec<(usize, usize)>,
    /// The tasks that were answered since then, or whose worker is gone.
    pub replied: Vec<usize>,
    /// Workers that have come to a meeting, by how many it waits for.
    pub met: BTreeMap<usize, usize>,
    /// How often everything was still while somebody waited for that.
    pub stills: usize,
    /// Workers that wait for stillness: the signal that they get then.
    pub waiting: Vec<(u32, Option<i32>)>,
    pub closing: bool,
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
        let waiting = self.change(|state| {
            state.stills += 1;
            std::mem::take(&mut state.waiting)
        });
        for (process, signal) in &waiting {
            if let Some(signal) = signal {
                heddle_processes::signal(*process, *signal);
            }
        }
        !waiting.is_empty()
    }

    /// What a worker does, for the interleaving.
    pub fn tells(&self, index: usize, op: Op, what: String) {
        let teller = self.state().workers[index].teller;
        story::tell(teller, op, what);
    }
}
