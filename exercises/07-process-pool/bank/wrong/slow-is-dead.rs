//@ expect: worker-lost
//! A worker that has not answered after a quarter of a second is taken for dead, and ended; it was only slow.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::ops::Range;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

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
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let mut pool = Pool {
            command,
            config,
            workers: Vec::new(),
            closed: false,
        };
        for _ in 0..pool.config.workers.get() {
            let worker = Worker::start(&mut pool.command, &pool.config)?;
            pool.workers.push(worker);
        }
        Ok(pool)
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
        loop {
            let mut idle = 0;
            for worker in &mut self.workers {
                if worker.todo.is_empty() {
                    worker.make_ready(&mut self.command, &self.config);
                    if error.is_none()
                        && let Some(first) = starts.next()
                    {
                        worker.todo = first..tasks.len().min(first.saturating_add(chunk.get()));
                        worker.ask(tasks);
                    } else {
                        idle += 1;
                    }
                } else if let Some(outcome) = worker.poll() {
                    match outcome {
                        Ok(result) => {
                            results[worker.todo.start] = result;
                            worker.todo.start += 1;
                            worker.ask(tasks);
                        }
                        Err(what) => {
                            error = error.or(Some(what));
                            worker.todo = 0..0;
                        }
                    }
                }
            }
            if idle == self.workers.len() {
                return error.map_or(Ok(results), Err);
            }
            thread::sleep(Duration::from_micros(100));
        }
    }

    pub fn close(&mut self) {
        self.closed = true;
        for worker in &mut self.workers {
            worker.input = None;
        }
    }

    pub fn join(mut self) {
        self.close();
        while !self.workers.is_empty() {
            self.workers
                .retain_mut(|worker| matches!(worker.child.try_wait(), Ok(None)));
            thread::sleep(Duration::from_millis(1));
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
    replies: Receiver<Reply>,
    reader: Option<JoinHandle<()>>,
    /// What is left of its chunk; it has been asked for the first of them.
    todo: Range<usize>,
    asked: Instant,
    done: u32,
    dead: bool,
}

impl Worker {
    fn start(command: &mut Command, config: &Config) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (send, replies) = mpsc::channel();
        let reader = thread::spawn(move || {
            while let Ok(Some(reply)) = Reply::read_from(&mut output) {
                if send.send(reply).is_err() {
                    return;
                }
            }
        });
        let mut worker = Worker {
            input: child.stdin.take(),
            child,
            replies,
            reader: Some(reader),
            todo: 0..0,
            asked: Instant::now(),
            done: 0,
            dead: false,
        };
        worker.send(&Request::Init(config.init.clone()));
        Ok(worker)
    }

    fn ask(&mut self, tasks: &[Vec<u8>]) {
        let index = self.todo.start;
        if !self.todo.is_empty() {
            let payload = tasks[index].clone();
            self.send(&Request::Task { index, payload });
            self.asked = Instant::now();
        }
    }

    /// Whoever reads no more is dead, or will be found to be.
    fn send(&mut self, request: &Request) {
        if let Some(input) = &mut self.input {
            let _ = request.write_to(input).and_then(|()| input.flush());
        }
    }

    /// What became of the first of its tasks, if that is known.
    fn poll(&mut self) -> Option<Result<Vec<u8>, PoolError>> {
        let index = self.todo.start;
        let reply = match self.replies.try_recv() {
            Ok(reply) => Some(reply),
            // Its last words may come between the two questions.
            Err(TryRecvError::Empty)
                if !self.has_ended() && self.asked.elapsed() < Duration::from_millis(250) =>
            {
                return None;
            }
            Err(_) => {
                self.end();
                self.replies.try_recv().ok()
            }
        };
        self.done += 1;
        Some(match reply {
            Some(Reply::Done { index: at, payload }) if at == index => Ok(payload),
            Some(Reply::Failed { index: at, message }) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                self.dead = true;
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        })
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &mut Command, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if (self.dead || enough)
            && let Ok(new) = Worker::start(command, config)
        {
            *self = new;
        }
    }

    fn end(&mut self) -> ExitStatus {
        let _ = self.child.kill();
        let status = self.child.wait().unwrap_or_default();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        status
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}
