//! What a scenario knows of its workers, and does to them.

use std::io::{Read as _, Write as _};
use std::process::Command;

use heddle_protocol::Op;
use heddle_runtime::story;

use super::deed::Deed;
use super::hub::Hub;
use super::state::{Doom, Known, Stage, State, Word};
use super::worker::{ENVIRONMENT, ROLE, print_of};

/// The workers of a scenario. They report here before each thing that they do, and wait here when
/// their task says so.
///
/// The scenario makes one, hands its [`command`](Workshop::command) to the pool, and drops it last:
/// then whatever still runs goes on, and what should have ended by then is found.
///
/// Everything that happens here is told on the learner's page in the order in which it happened.
pub struct Workshop {
    hub: Hub,
    teller: u32,
}

/// Starts a worker that belongs to no workshop: it reports to nobody, and deeds that wait at a gate
/// go on at once. For timing.
///
/// # Panics
/// If the system does not tell which program this is.
pub fn plain_worker() -> Command {
    worker("none")
}

fn worker(address: &str) -> Command {
    let spec = std::env::current_exe().expect("a program has a path");
    let mut command = Command::new(spec);
    let (name, value) = ENVIRONMENT;
    command.args([ROLE, address]).env(name, value);
    command
}

impl Workshop {
    /// Opens one. A scenario has one at a time.
    ///
    /// # Panics
    /// If the system gives no socket or no thread.
    #[expect(clippy::new_without_default, reason = "it opens a socket")]
    pub fn new() -> Self {
        Workshop {
            teller: story::join("main", std::process::id()),
            hub: Hub::open(),
        }
    }

    /// Starts a worker. The pool adds pipes to it.
    ///
    /// # Panics
    /// If the system does not tell which program this is.
    pub fn command(&self) -> Command {
        worker(self.hub.address())
    }

    /// Starts a worker, but only so many times; after that it cannot be started.
    ///
    /// # Panics
    /// If the system gives no pipe.
    pub fn command_for(&self, times: u8) -> Command {
        use std::os::unix::process::CommandExt as _;

        let (mut tickets, mut ticket) = std::io::pipe().expect("a pipe");
        ticket
            .write_all(&vec![0; times.into()])
            .expect("a pipe holds a few bytes");
        drop(ticket);
        let mut command = self.command();
        let take = move || tickets.read_exact(&mut [0]);
        // SAFETY: between fork and exec it only reads from a pipe whose other end is closed.
        unsafe { command.pre_exec(take) };
        command
    }

    /// Waits until nothing moves any more; where something polls, until no worker has started for a while.
    pub fn rests(&self) {
        self.hub.shared().wait_for_rest();
    }

    /// Calls `call` with these tasks, and tells of it as `what`. Each task says from here on that it
    /// belongs to this call, so what its worker says late is not taken for a word of the next one.
    pub fn hands_out<R>(
        &self,
        what: &str,
        tasks: &[Vec<u8>],
        call: impl FnOnce(&[Vec<u8>]) -> R,
        came_of_it: impl FnOnce(&R) -> String,
    ) -> R {
        let number = self.hub.shared().change(|state| {
            state.call += 1;
            state.lasts = true;
            state.call
        });
        let tasks = tasks.iter().map(|task| Deed::in_call(number, task));
        let tasks: Vec<Vec<u8>> = tasks.collect();
        let result = self.calls(what, || call(&tasks), came_of_it);
        self.hub.shared().change(|state| state.lasts = false);
        result
    }

    /// Calls `call`, and tells of it as `what`.
    pub fn calls<R>(
        &self,
        what: &str,
        call: impl FnOnce() -> R,
        came_of_it: impl FnOnce(&R) -> String,
    ) -> R {
        story::tell(self.teller, Op::Call, what.to_owned());
        let result = call();
        let end = came_of_it(&result);
        story::tell(self.teller, Op::Return, format!("{what} → {end}"));
        result
    }

    /// Waits until so many workers have started, ever.
    pub fn await_started(&self, count: usize) {
        let shared = self.hub.shared();
        shared.wait_until(|state| state.workers.len() >= count);
    }

    /// Waits until these workers, by their places in [`started`](Self::started), are dead.
    pub fn await_gone(&self, indices: &[usize]) {
        let shared = self.hub.shared();
        let gone = |state: &State, index: &usize| state.workers.get(*index).is_some_and(|w| w.gone);
        shared.wait_until(|state| indices.iter().all(|index| gone(state, index)));
        // Whoever is asked now whether it lives says no.
        let started = self.started();
        let processes = indices.iter().filter_map(|&index| started.get(index));
        processes.for_each(|&process| heddle_processes::await_end(process));
    }

    /// Waits until each worker that lives has got an `Init`.
    pub fn await_inits(&self) {
        let shared = self.hub.shared();
        shared.wait_until(|state| {
            let ready = |worker: &Known| worker.gone || !worker.inits.is_empty();
            state.workers.iter().all(ready)
        });
    }

    /// The process ids of all workers that ever started, in that order.
    pub fn started(&self) -> Vec<u32> {
        let state = self.hub.shared().state();
        state.workers.iter().map(|worker| worker.process).collect()
    }

    /// What each of them was sent in `Init`, one entry a request: whether it was this.
    pub fn greetings(&self, init: &[u8]) -> Vec<Vec<bool>> {
        let right = print_of(init);
        let state = self.hub.shared().state();
        let of = |worker: &Known| worker.inits.iter().map(|&print| print == right).collect();
        state.workers.iter().map(of).collect()
    }

    /// Which worker, by its place in [`started`](Self::started), began which task of the last
    /// [call](Self::hands_out), in this order.
    pub fn begun(&self) -> Vec<(usize, usize)> {
        let state = self.hub.shared().state();
        state.said(state.call, Stage::Begun).collect()
    }

    /// Which tasks of the last [call](Self::hands_out) were begun after this one was about to be answered, in
    /// this order.
    pub fn begun_after(&self, task: usize) -> Vec<usize> {
        let state = self.hub.shared().state();
        let of_it = state.words.iter();
        let of_it = of_it.filter(|word| word.which.call == state.call);
        let answered = |word: &&Word| word.which.task == task && word.stage == Stage::Answers;
        let after = of_it.skip_while(|word| !answered(word));
        let begun = after.filter(|word| word.stage == Stage::Begun);
        begun.map(|word| word.which.task).collect()
    }

    /// The process ids of those that began a task of the last [call](Self::hands_out), each once.
    pub fn working(&self) -> Vec<u32> {
        let started = self.started();
        let mut working: Vec<u32> = self.begun().iter().map(|(who, _)| started[*who]).collect();
        working.sort_unstable();
        working.dedup();
        working
    }

    /// Waits until each worker that ever started has ended by itself, after the end of its input.
    pub fn await_ended(&self) {
        let shared = self.hub.shared();
        shared.wait_until(|state| state.workers.iter().all(|worker| worker.ended));
    }

    /// Whether each worker that ever started has ended by itself, after the end of its input.
    pub fn all_ended(&self) -> bool {
        let state = self.hub.shared().state();
        state.workers.iter().all(|worker| worker.ended)
    }

    /// From now on each worker, but the first `but`, ends with exit code 9 as soon as it is started.
    pub fn dooms_all(&self, but: usize) {
        self.hub.shared().state().doom = Some(Doom::Exit(but));
    }

    /// The worker that will be the `index`th to start, from 0, is killed before it reads anything.
    pub fn dooms(&self, index: usize, signal: i32) {
        self.hub.shared().state().doom = Some(Doom::Kill(index, signal));
    }

    /// Kills a worker, by its place in [`started`](Self::started), and waits until it is dead. The
    /// system keeps it for the pool to wait for.
    pub fn kills(&self, index: usize, signal: i32) {
        let process = self.hub.shared().state().workers[index].process;
        let what = format!("kills worker {} by signal {signal}", index + 1);
        self.calls(
            &what,
            || {
                heddle_processes::signal(process, signal);
                heddle_processes::await_end(process);
                let shared = self.hub.shared();
                shared.wait_until(|state| state.workers[index].gone);
            },
            |()| "dead".to_owned(),
        );
    }
}
