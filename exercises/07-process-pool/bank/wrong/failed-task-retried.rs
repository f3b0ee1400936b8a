//@ expect: wrong-answer
//! A task that failed is given to its worker a second time, and only then reported.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, BufWriter, PipeReader, PipeWriter, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, Command, ExitStatus, Stdio};
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
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let command = Mutex::new(command);
        let mut workers = Vec::new();
        workers.resize_with(config.workers.get(), || Worker::start(&command, &config));
        Ok(Pool {
            workers: workers.into_iter().collect::<io::Result<_>>()?,
            command,
            config,
            closed: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let jobs: Vec<_> = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()))
            .collect();
        let jobs = Mutex::new(jobs.into_iter());
        let outcome = Mutex::new(Ok(vec![Vec::new(); tasks.len()]));
        let (command, config) = (&self.command, &self.config);
        thread::scope(|scope| {
            let (jobs, outcome) = (&jobs, &outcome);
            for worker in &mut self.workers {
                scope.spawn(move || {
                    while outcome.lock().unwrap().is_ok() {
                        let Some((first, part)) = jobs.lock().unwrap().next() else {
                            return;
                        };
                        for (index, task) in (first..).zip(part) {
                            let mut answer = worker.perform(index, task);
                            if matches!(answer, Err(PoolError::Task { .. })) {
                                answer = worker.perform(index, task);
                            }
                            let failed = answer.is_err();
                            let mut outcome = outcome.lock().unwrap();
                            match (&mut *outcome, answer) {
                                (Ok(results), Ok(result)) => results[index] = result,
                                (whole, Err(error)) if whole.is_ok() => *whole = Err(error),
                                _ => {}
                            }
                            if failed {
                                break;
                            }
                        }
                        worker.make_ready(command, config);
                    }
                });
            }
        });
        outcome.into_inner().unwrap()
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
    input: Option<BufWriter<PipeWriter>>,
    output: BufReader<PipeReader>,
    done: u32,
    dead: bool,
}

impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let (their_input, input) = io::pipe()?;
        let (output, their_output) = io::pipe()?;
        let mut command = command.lock().unwrap();
        command.stdin(their_input).stdout(their_output);
        let child = command.spawn();
        // This closes the far ends here.
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let mut worker = Worker {
            child: child?,
            input: Some(BufWriter::new(input)),
            output: BufReader::new(output),
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

    fn perform(&mut self, index: usize, task: &[u8]) -> Result<Vec<u8>, PoolError> {
        let payload = task.to_vec();
        let reply = self
            .send(&Request::Task { index, payload })
            .and_then(|()| Reply::read_from(&mut self.output));
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

    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if (self.dead || enough)
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
