//@ expect: serialised
//! One thread does everything, in rounds: each worker is written one task, then each one's answer is read.
//! So whoever has answered waits for the slowest before it gets its next.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::ops::Range;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use frames::{Reply, Request};

#[derive(Clone, Debug)]
pub struct Config {
    pub workers: NonZeroUsize,
    pub init: Vec<u8>,
    pub max_tasks: Option<NonZeroU32>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum PoolError {
    WorkerDied { index: usize, status: ExitStatus },
    Task { index: usize, msg: String },
}

pub struct Pool {
    command: Command,
    config: Config,
    workers: Vec<Worker>,
    closed: bool,
}

impl Pool {
    pub fn new(mut command: Command, config: Config) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let workers = (0..config.workers.get())
            .map(|_| Worker::start(&mut command, &config))
            .collect::<io::Result<_>>()?;
        Ok(Pool {
            command,
            config,
            workers,
            closed: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let mut starts = (0..tasks.len()).step_by(chunk.get());
        let mut results = vec![Vec::new(); tasks.len()];
        let mut error = None;
        while error.is_none() {
            for worker in &mut self.workers {
                if worker.todo.is_empty() {
                    let Some(first) = starts.next() else { continue };
                    worker.todo = first..tasks.len().min(first.saturating_add(chunk.get()));
                }
                let index = worker.todo.start;
                let payload = tasks[index].clone();
                worker.written = worker.send(&Request::Task { index, payload });
            }
            if self.workers.iter().all(|worker| worker.todo.is_empty()) {
                break;
            }
            for worker in &mut self.workers {
                let Some(index) = worker.todo.next() else {
                    continue;
                };
                match worker.answer(index) {
                    Ok(result) => results[index] = result,
                    Err(what) => error = error.or(Some(what)),
                }
                worker.make_ready(&mut self.command, &self.config);
            }
        }
        for worker in &mut self.workers {
            worker.todo = 0..0;
            worker.make_ready(&mut self.command, &self.config);
        }
        error.map_or(Ok(results), Err)
    }

    pub fn close(&mut self) {
        self.closed = true;
        for worker in &mut self.workers {
            worker.input = None;
        }
    }

    pub fn join(mut self) {
        self.close();
        for worker in &mut self.workers {
            let _ = worker.child.wait();
        }
    }

    pub fn terminate(self) {}

    pub fn pids(&self) -> Vec<u32> {
        self.workers.iter().map(|w| w.child.id()).collect()
    }
}

struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// What is left of its chunk.
    todo: Range<usize>,
    /// Whether its last task was.
    written: io::Result<()>,
    done: u32,
    dead: bool,
}

impl Worker {
    fn start(command: &mut Command, config: &Config) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let mut worker = Worker {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            todo: 0..0,
            written: Ok(()),
            done: 0,
            dead: false,
        };
        // If nobody reads it any more, the first task finds out.
        let _ = worker.send(&Request::Init(config.init.clone()));
        Ok(worker)
    }

    fn send(&mut self, request: &Request) -> io::Result<()> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        request.write_to(input)?;
        input.flush()
    }

    fn answer(&mut self, index: usize) -> Result<Vec<u8>, PoolError> {
        let written = std::mem::replace(&mut self.written, Ok(()));
        let reply = written.and_then(|()| Reply::read_from(&mut self.output));
        self.done += 1;
        match reply {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => Ok(payload),
            Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                self.dead = true;
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }

    /// Another one in its place, if it is dead or has done enough, and its chunk is done.
    fn make_ready(&mut self, command: &mut Command, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if (self.dead || enough && self.todo.is_empty())
            && let Ok(new) = Worker::start(command, config)
        {
            *self = new;
        }
    }

    fn end(&mut self) -> ExitStatus {
        let _ = self.child.kill();
        self.child.wait().unwrap_or_default()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}
