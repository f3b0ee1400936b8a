//! The chunks lie in a stack, and whoever is free takes the uppermost one, so the last chunk is begun first.
//! Each thread puts results where they belong, and nothing depends on the order in which chunks are begun.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
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
    pub fn new(mut command: Command, config: Config) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let command = Mutex::new(command);
        let workers = (0..config.workers.get())
            .map(|_| Worker::start(&command, &config))
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
        let mut results = vec![Vec::new(); tasks.len()];
        let parts = tasks.chunks(chunk.get());
        let places = results.chunks_mut(chunk.get());
        let chunks: Vec<_> = parts.zip(places).enumerate().collect();
        let chunks = Mutex::new(chunks);
        let error = Mutex::new(None);
        thread::scope(|scope| {
            for worker in &mut self.workers {
                scope.spawn(|| {
                    loop {
                        let Some((number, (part, places))) = chunks.lock().unwrap().pop() else {
                            return;
                        };
                        match worker.perform(number * chunk.get(), part) {
                            Ok(done) => places.clone_from_slice(&done),
                            Err(what) => {
                                chunks.lock().unwrap().clear();
                                error.lock().unwrap().get_or_insert(what);
                            }
                        }
                        worker.make_ready(&self.command, &self.config);
                    }
                });
            }
        });
        if let Some(error) = error.into_inner().unwrap() {
            return Err(error);
        }
        Ok(results)
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

    pub fn terminate(self) {
        drop(self);
    }

    pub fn pids(&self) -> Vec<u32> {
        self.workers.iter().map(|w| w.child.id()).collect()
    }
}

struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    done: u32,
    dead: bool,
}

impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let mut child = command.lock().unwrap().spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, whoever looks next finds out.
        let _ = Request::Init(config.init.clone()).write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        })
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

    fn ask(&mut self, request: &Request) -> io::Result<Option<Reply>> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        request.write_to(input)?;
        input.flush()?;
        Reply::read_from(&mut self.output)
    }

    fn perform(&mut self, first: usize, part: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part.iter().cloned()) {
            let reply = self.ask(&Request::Task { index, payload });
            self.done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                _ => {
                    self.dead = true;
                    let status = self.end();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
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
