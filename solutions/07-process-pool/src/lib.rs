//! Exercise 07, solved: a process pool.
//!
//! While `map` runs there is a thread for each worker process, which takes the next chunk, and for each
//! of its tasks writes the request and reads the answer. One task is under way in a worker at a time,
//! so neither side ever writes to the other while that one writes too: no pipe can fill up on both
//! ends. Whatever ends the conversation, the thread asks the system how the process ended, knows which
//! task was under way, and puts a new process in its place.
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;

use frames::{Reply, Request};

/// How a pool is made.
#[derive(Clone, Debug)]
pub struct Config {
    /// So many worker processes.
    pub workers: NonZeroUsize,
    /// What each worker is sent first, and once.
    pub init: Vec<u8>,
    /// A worker that has done so many tasks is replaced.
    pub max_tasks: Option<NonZeroU32>,
}

/// Why a `map` has no results.
#[derive(Debug, PartialEq, Eq)]
pub enum PoolError {
    /// The worker that had this task is dead.
    WorkerDied {
        /// Which task.
        index: usize,
        /// How the worker ended.
        status: ExitStatus,
    },
    /// The worker could not do the task.
    Task {
        /// Which task.
        index: usize,
        /// What the worker said.
        msg: String,
    },
}

/// Processes that wait for work.
#[derive(Debug)]
pub struct Pool {
    command: Mutex<Command>,
    config: Config,
    workers: Vec<Worker>,
    closed: bool,
}

impl Pool {
    /// Starts the workers.
    ///
    /// # Errors
    /// If a process cannot be started. One that dies before it has read its `Init` is no error here: its
    /// first task is.
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let command = Mutex::new(command);
        let start = |_| Worker::start(&command, &config.init);
        let workers = (0..config.workers.get())
            .map(start)
            .collect::<io::Result<_>>()?;
        Ok(Pool {
            command,
            config,
            workers,
            closed: false,
        })
    }

    /// Has each task done by a worker; the results are in the order of the tasks. A worker that has done
    /// its chunk takes the next one, whatever the others do.
    ///
    /// # Errors
    /// One of the things that went wrong. After it nobody begins another task, and each worker has
    /// answered what it had, so no answer is left over. If no process can be started in the place of one
    /// that is dead, the next task there fails with the status of the old one.
    ///
    /// # Panics
    /// After [`close`](Self::close).
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "map on a pool that is closed");
        let chunks = Mutex::new((0..tasks.len()).step_by(chunk.get()));
        let outcome = Mutex::new(Ok(vec![Vec::new(); tasks.len()]));
        let (command, config) = (&self.command, &self.config);
        thread::scope(|scope| {
            for worker in &mut self.workers {
                let (chunks, outcome) = (&chunks, &outcome);
                scope.spawn(move || {
                    while outcome.lock().unwrap().is_ok() {
                        let Some(first) = chunks.lock().unwrap().next() else {
                            return;
                        };
                        worker.renew(command, config);
                        let end = tasks.len().min(first.saturating_add(chunk.get()));
                        for index in first..end {
                            let answer = worker.perform(index, &tasks[index], command, config);
                            let mut outcome = outcome.lock().unwrap();
                            match (&mut *outcome, answer) {
                                (Ok(results), Ok(result)) => results[index] = result,
                                (Ok(_), Err(error)) => *outcome = Err(error),
                                (Err(_), _) => {}
                            }
                            if outcome.is_err() {
                                return;
                            }
                        }
                    }
                });
            }
        });
        outcome.into_inner().unwrap()
    }

    /// Tells the workers that there is no more to do.
    pub fn close(&mut self) {
        self.closed = true;
        for worker in &mut self.workers {
            worker.input = None;
        }
    }

    /// Closes all inputs, and then waits until every worker has ended by itself.
    pub fn join(mut self) {
        self.close();
        for worker in &mut self.workers {
            // One that cannot be waited for is gone already.
            let _ = worker.child.wait();
        }
    }

    /// Ends every worker at once: dropping one kills it and waits for its end, in a panic too.
    pub fn terminate(self) {}

    /// The workers' process ids. There are always as many as the configuration says, one of them dead if
    /// it could not be replaced.
    pub fn pids(&self) -> Vec<u32> {
        self.workers
            .iter()
            .map(|worker| worker.child.id())
            .collect()
    }
}

/// A process, and the ends of its pipes. Dropping it ends the process.
#[derive(Debug)]
struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// How many it has done.
    tasks: u32,
}

impl Worker {
    fn start(command: &Mutex<Command>, init: &[u8]) -> io::Result<Self> {
        let pipes = |command: &mut Command| {
            let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
            command.spawn()
        };
        let mut child = pipes(&mut command.lock().unwrap())?;
        let output = child.stdout.take().map(BufReader::new);
        let mut worker = Worker {
            input: child.stdin.take(),
            output: output.expect("it is piped"),
            child,
            tasks: 0,
        };
        // If it has died already, its first task will tell.
        let _ = worker.send(&Request::Init(init.to_vec()));
        Ok(worker)
    }

    fn send(&mut self, request: &Request) -> io::Result<()> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        request.write_to(input)?;
        input.flush()
    }

    /// Has the task done. A worker that dies of it is replaced.
    fn perform(
        &mut self,
        index: usize,
        task: &[u8],
        command: &Mutex<Command>,
        config: &Config,
    ) -> Result<Vec<u8>, PoolError> {
        let request = Request::Task {
            index,
            payload: task.to_vec(),
        };
        let reply = self
            .send(&request)
            .and_then(|()| Reply::read_from(&mut self.output));
        self.tasks += 1;
        match reply {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => Ok(payload),
            Ok(Some(Reply::Failed { index: at, message })) if at == index => Err(PoolError::Task {
                index,
                msg: message,
            }),
            // It is dead, or talks nonsense and had better be.
            _ => {
                let status = self.end();
                self.replace(command, config);
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }

    /// A worker that has done enough is replaced, now that there is more to do.
    fn renew(&mut self, command: &Mutex<Command>, config: &Config) {
        if config
            .max_tasks
            .is_some_and(|most| self.tasks >= most.get())
        {
            self.replace(command, config);
        }
    }

    fn replace(&mut self, command: &Mutex<Command>, config: &Config) {
        // If there is no new one, the old one is still there, dead; its next task will tell.
        if let Ok(new) = Worker::start(command, &config.init) {
            *self = new;
        }
    }

    fn end(&mut self) -> ExitStatus {
        // One that has ended by itself cannot be killed, and keeps its own status.
        let _ = self.child.kill();
        self.child.wait().unwrap_or_default()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}
