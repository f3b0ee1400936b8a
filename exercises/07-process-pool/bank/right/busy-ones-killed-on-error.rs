//! After an error nobody waits for what is still under way: the other busy workers are killed and replaced.
//! The process and its pipes are therefore held apart, so that one thread can end what another one reads from.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard};
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

struct Worker {
    process: Mutex<Process>,
    pipes: Pipes,
}

struct Process {
    child: Child,
    /// It has been given a task and has not answered.
    busy: bool,
    /// It is dead, or will soon be.
    lost: bool,
    done: u32,
}

struct Pipes {
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
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
        let starts = Mutex::new((0..tasks.len()).step_by(chunk.get()));
        let outcome = Mutex::new(Ok(vec![Vec::new(); tasks.len()]));
        let mut workers: Vec<_> = self
            .workers
            .iter_mut()
            .map(|w| (&w.process, &mut w.pipes))
            .collect();
        let processes: Vec<_> = workers.iter().map(|(process, _)| *process).collect();
        let work = |process: &Mutex<Process>, pipes: &mut Pipes| {
            loop {
                let Some(first) = starts.lock().unwrap().next() else {
                    return;
                };
                let end = tasks.len().min(first.saturating_add(chunk.get()));
                for index in first..end {
                    process.lock().unwrap().busy = true;
                    if outcome.lock().unwrap().is_err() {
                        process.lock().unwrap().busy = false;
                        return;
                    }
                    let answer = pipes.ask(index, &tasks[index]);
                    let result = process.lock().unwrap().judge(index, answer);
                    let mut outcome = outcome.lock().unwrap();
                    match (&mut *outcome, result) {
                        (Ok(results), Ok(result)) => results[index] = result,
                        (whole @ Ok(_), Err(error)) => {
                            *whole = Err(error);
                            for other in &processes {
                                other.lock().unwrap().interrupt();
                            }
                            return;
                        }
                        (Err(_), _) => return,
                    }
                }
                self::replace(process, pipes, &self.command, &self.config);
            }
        };
        thread::scope(|scope| {
            for (process, pipes) in &mut workers {
                scope.spawn(|| work(process, pipes));
            }
        });
        for (process, pipes) in &mut workers {
            replace(process, pipes, &self.command, &self.config);
        }
        outcome.into_inner().unwrap()
    }

    fn processes(&self) -> impl Iterator<Item = MutexGuard<'_, Process>> {
        self.workers.iter().map(|w| w.process.lock().unwrap())
    }

    pub fn close(&mut self) {
        self.closed = true;
        for worker in &mut self.workers {
            worker.pipes.input = None;
        }
    }

    pub fn join(mut self) {
        self.close();
        for mut process in self.processes() {
            let _ = process.child.wait();
        }
    }

    pub fn terminate(self) {}

    pub fn pids(&self) -> Vec<u32> {
        self.processes().map(|process| process.child.id()).collect()
    }
}

/// Another one in its place, if it is lost or has done enough.
fn replace(place: &Mutex<Process>, pipes: &mut Pipes, command: &Mutex<Command>, config: &Config) {
    let mut process = place.lock().unwrap();
    let enough = config
        .max_tasks
        .is_some_and(|max| process.done >= max.get());
    if (process.lost || enough)
        && let Ok(new) = Worker::start(command, config)
    {
        *process = new.process.into_inner().unwrap();
        *pipes = new.pipes;
    }
}

impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let mut command = command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(config.init.clone()).write_to(&mut input);
        let pipes = Pipes {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
        };
        let process = Mutex::new(Process {
            child,
            busy: false,
            lost: false,
            done: 0,
        });
        Ok(Worker { process, pipes })
    }
}

impl Pipes {
    fn ask(&mut self, index: usize, task: &[u8]) -> io::Result<Option<Reply>> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let payload = task.to_vec();
        Request::Task { index, payload }.write_to(input)?;
        input.flush()?;
        Reply::read_from(&mut self.output)
    }
}

impl Process {
    fn judge(
        &mut self,
        index: usize,
        answer: io::Result<Option<Reply>>,
    ) -> Result<Vec<u8>, PoolError> {
        self.busy = false;
        self.done += 1;
        match answer {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => Ok(payload),
            Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                self.lost = true;
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }

    /// If it is busy, it ends here.
    fn interrupt(&mut self) {
        if self.busy {
            self.lost = true;
            let _ = self.child.kill();
        }
    }

    fn end(&mut self) -> ExitStatus {
        let _ = self.child.kill();
        self.child.wait().unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
