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
        /// How the worker ended, as `Child::wait` says.
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
pub struct Pool {
    // Your fields go here.
}

impl Pool {
    /// Starts `config.workers` processes with `command`, each with pipes for its standard input and
    /// output, and sends each its `Request::Init`. Standard error stays as `command` has it. An error
    /// if a process cannot be started; then none is left.
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        todo!()
    }

    /// Has each task done by a worker, and gives the results in the order of the tasks.
    ///
    /// **Sharing out.** A worker takes a *chunk*: `chunk` tasks that follow each other. The first chunk
    /// begins with the first task; the last one may be shorter. One worker does all of a chunk, in
    /// order. Each worker that is there is used: with that many chunks, that many are under way at once.
    /// Tasks and results may be larger than a pipe holds, and a worker may write a lot to its standard
    /// error.
    ///
    /// **Errors.** A worker may die at any moment, and a task may fail, which leaves its worker alive.
    /// Then this returns what went wrong. It may first let the other workers do what they have begun,
    /// but it never waits for an answer that cannot come. A worker that writes what is no frame, or answers
    /// another task than its own, is ended, and counts as dead; its status is what `wait` says then. After
    /// any error the pool works on: the next `map` finds all workers there, those that are dead replaced
    /// (others too, if you like), and returns its own results. If several things go wrong, it returns one
    /// of them.
    ///
    /// A worker that dies while it has nothing to do may be replaced without a word, or cost the next
    /// task that it gets. One that dies as soon as it is started does not make this try for ever.
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

    /// Closes the workers' standard input: there is no more to do. Each ends by itself, when it is ready.
    pub fn close(&mut self) {
        todo!()
    }

    /// Closes the pool, if that was not done, and waits until every worker has ended by itself.
    pub fn join(self) {
        todo!()
    }

    /// Ends every worker at once, whatever it is doing. Dropping a pool does the same.
    pub fn terminate(self) {
        todo!()
    }

    /// The process ids of the workers that the pool has now.
    pub fn pids(&self) -> Vec<u32> {
        todo!()
    }
}
