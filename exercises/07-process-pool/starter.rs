//! Exercise 07: process pool. Fill in every `todo!()`; the chapter says why.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io;
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Command, ExitStatus};

// What pool and workers say to each other: `Request`, `Reply`, and how they are written and read.
// `cargo doc -p frames --open` shows it.
#[allow(unused_imports)]
use frames::{Reply, Request};

/// How a pool is made.
#[derive(Clone, Debug)]
pub struct Config {
    /// So many worker processes.
    pub workers: NonZeroUsize,
    /// What each worker is sent first, and once, in `Request::Init`.
    pub init: Vec<u8>,
    /// A worker that has done so many tasks, failed ones included, is ended, and a new one takes its
    /// place: at once, or when there is a next chunk for it. Those that have ended do not pile up. A chunk
    /// is not split for that. `None`: never.
    pub max_tasks: Option<NonZeroU32>,
}

/// Why a `map` has no results.
#[derive(Debug, PartialEq, Eq)]
pub enum PoolError {
    /// The worker that had this task is dead. If it had several, it is the first of them that it had
    /// not answered.
    WorkerDied {
        /// Which task of this `map`, counted from 0.
        index: usize,
        /// How that worker ended, as `Child::wait` says. If there was none, since no process could be
        /// started in the place of one that is gone, any status will do.
        status: ExitStatus,
    },
    /// The worker answered with `Reply::Failed`.
    Task {
        /// Which task.
        index: usize,
        /// What the worker said.
        msg: String,
    },
}

/// Processes that wait for work.
///
/// **Ends.** When a pool is gone, by `join`, `terminate` or being dropped, nothing of it is left: no
/// process runs, none that has ended is left for someone to wait for (a *zombie*), no pipe is open.
///
/// Whether a pool can be sent to another thread (`Send`) is left open.
pub struct Pool {
    // Your fields go here.
}

impl Pool {
    /// Starts `config.workers` processes with `command`, each with pipes for its standard input and
    /// output, and sends each its `Request::Init`. Standard error stays as `command` has it. An error
    /// if a process cannot be started; then none is left. One that starts and dies before it has read its
    /// `Init` may be such an error, or a worker that died while it had nothing to do: see `map`.
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        todo!()
    }

    /// Has each task done by a worker, and gives the results in the order of the tasks.
    ///
    /// **Sharing out.** A worker takes a *chunk*: `chunk` tasks that follow each other. The first chunk
    /// begins with the first task; the last one may be shorter. One worker does all of a chunk, in
    /// order. Each worker that is there is used: with that many chunks, that many are under way at once.
    /// Who has done a chunk, or takes the place of one that has, goes on to the next without waiting for
    /// the others: there are no rounds. Whether chunks are taken one by one or dealt out beforehand, so
    /// that one worker may be done before another, and in which order they are begun, is left open. Tasks
    /// and results may be larger than a pipe holds, and a worker may write a lot to its standard error.
    ///
    /// **Errors.** A worker may die at any moment, and a task may fail, which leaves its worker alive.
    /// Then this returns what went wrong. Once that is known, no worker is given another chunk. What it was
    /// given before it may be let do, first or after this has returned, or it is ended; but this never
    /// waits for an answer that cannot come. A worker that writes what is no frame, closes its output, or
    /// answers another task than its own, is ended, and counts as dead; its status is what `wait` says
    /// then. After any error the pool works on: the next `map` finds all workers there, those that are
    /// dead replaced (others too, if you like), and returns its own results. If several things go wrong,
    /// it returns one of them.
    ///
    /// A worker that dies while it has nothing to do, or before it has read its `Init`, may be replaced
    /// without a word, or cost the next task that it gets. One that dies as soon as it is started does not
    /// make this try for ever. If no process can be started in the place of one that is gone, the task that
    /// it would have got is lost, or another worker does it, or this panics: that is left open.
    ///
    /// # Panics
    /// After `close`.
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        todo!()
    }

    /// Closes the standard input of all workers: there is no more to do. Each ends by itself, when it is
    /// ready.
    pub fn close(&mut self) {
        todo!()
    }

    /// Closes the pool, if that was not done: all inputs, before it waits for the first worker. Then it
    /// waits until every worker has ended by itself.
    pub fn join(self) {
        todo!()
    }

    /// Ends every worker at once, whatever it is doing, one that the last `map` has left busy included. It
    /// may close their inputs first and give them a moment, but waits for nobody to end by itself. Dropping
    /// a pool does the same, also while a panic unwinds.
    pub fn terminate(self) {
        todo!()
    }

    /// The process ids of the workers that the pool has now. Between two `map`s these may be fewer than
    /// `config.workers`: who is dead, or has done enough, may be replaced when there is a next chunk.
    pub fn pids(&self) -> Vec<u32> {
        todo!()
    }
}
