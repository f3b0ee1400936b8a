//@ expect: process-hang
//! A whole chunk is written before the first answer is read: with large tasks both pipes fill up, and both sides wait.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, BufWriter, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, OnceLock};
use std::thread;

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
    command: Mutex<Command>,
    config: Config,
    workers: Vec<Worker>,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let mut pool = Pool {
            command: Mutex::new(command),
            config,
            workers: Vec::new(),
            closed: false,
        };
        while pool.workers.len() < pool.config.workers.get() {
            let worker = Worker::start(&pool.command, &pool.config)?;
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
        let mut results = vec![Vec::new(); tasks.len()];
        let parts = tasks.chunks(chunk.get());
        let places = results.chunks_mut(chunk.get());
        let firsts = (0..tasks.len()).step_by(chunk.get());
        let chunks = Mutex::new(firsts.zip(parts.zip(places)));
        let error = OnceLock::new();
        thread::scope(|scope| {
            for worker in &mut self.workers {
                scope.spawn(|| {
                    while error.get().is_none() {
                        let next = chunks.lock().unwrap().next();
                        let Some((first, (part, places))) = next else {
                            return;
                        };
                        if let Err(what) = worker.perform(first, part, places) {
                            let _ = error.set(what);
                        }
                        worker.make_ready(&self.command, &self.config);
                    }
                });
            }
        });
        error.into_inner().map_or(Ok(results), Err)
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
    input: Option<BufWriter<ChildStdin>>,
    output: BufReader<ChildStdout>,
    done: u32,
    dead: bool,
}

impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let mut command = command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = BufWriter::new(child.stdin.take().unwrap());
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(config.init.clone()).write_to(&mut input);
        let _ = input.flush();
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        })
    }

    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        places: &mut [Vec<u8>],
    ) -> Result<(), PoolError> {
        let input = self.input.as_mut().unwrap();
        write(input, first, part);
        let mut outcome = Ok(());
        for (index, place) in (first..).zip(places) {
            let reply = Reply::read_from(&mut self.output);
            self.done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => *place = payload,
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    outcome = outcome.and(Err(PoolError::Task { index, msg }));
                }
                _ => {
                    self.dead = true;
                    let _ = self.child.kill();
                    let status = self.child.wait().unwrap_or_default();
                    return outcome.and(Err(PoolError::WorkerDied { index, status }));
                }
            }
        }
        outcome
    }

    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if (self.dead || enough)
            && let Ok(new) = Worker::start(command, config)
        {
            *self = new;
        }
    }
}

/// An error is no news here: there is an end of the answers as well then.
fn write(input: &mut BufWriter<ChildStdin>, first: usize, part: &[Vec<u8>]) {
    for (index, payload) in (first..).zip(part.iter().cloned()) {
        let request = Request::Task { index, payload };
        if request.write_to(input).is_err() {
            return;
        }
    }
    let _ = input.flush();
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
