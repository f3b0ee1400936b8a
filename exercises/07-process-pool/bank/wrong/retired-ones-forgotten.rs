//@ expect: process-leak
//! Workers that have done enough are waited for when they end; one that does not end outlives the pool.
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
    staff: Staff,
    workers: Vec<Worker>,
    closed: bool,
}

struct Staff {
    command: Mutex<Command>,
    config: Config,
    retired: Mutex<Vec<Child>>,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let staff = Staff {
            command: Mutex::new(command),
            config,
            retired: Mutex::new(Vec::new()),
        };
        let mut pool = Pool {
            staff,
            workers: Vec::new(),
            closed: false,
        };
        while pool.workers.len() < pool.staff.config.workers.get() {
            pool.workers.push(pool.staff.start()?);
        }
        Ok(pool)
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let chunks = Mutex::new(tasks.chunks(chunk.get()).enumerate());
        let outcome = Mutex::new(Ok(vec![Vec::new(); tasks.len()]));
        let staff = &self.staff;
        thread::scope(|scope| {
            for worker in &mut self.workers {
                scope.spawn(|| {
                    while outcome.lock().unwrap().is_ok() {
                        let Some((number, part)) = chunks.lock().unwrap().next() else {
                            return;
                        };
                        let first = number * chunk.get();
                        match (worker.perform(first, part), &mut *outcome.lock().unwrap()) {
                            (Ok(done), Ok(results)) => {
                                results[first..first + done.len()].clone_from_slice(&done);
                            }
                            (Err(error), whole @ Ok(_)) => *whole = Err(error),
                            (_, Err(_)) => {}
                        }
                        staff.make_ready(worker);
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
        let retired = self.staff.retired.get_mut().unwrap().iter_mut();
        let active = self.workers.iter_mut().map(|worker| &mut worker.child);
        for child in active.chain(retired) {
            let _ = child.wait();
        }
    }

    pub fn terminate(self) {}

    pub fn pids(&self) -> Vec<u32> {
        self.workers.iter().map(|w| w.child.id()).collect()
    }
}

impl Staff {
    fn start(&self) -> io::Result<Worker> {
        let mut command = self.command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(self.config.init.clone()).write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        })
    }

    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&self, worker: &mut Worker) {
        let max = self.config.max_tasks;
        if (worker.dead || max.is_some_and(|max| worker.done >= max.get()))
            && let Ok(new) = self.start()
        {
            // Both of the old one's pipes are closed here, and that tells it to end.
            let old = std::mem::replace(worker, new);
            self.retired.lock().unwrap().push(old.child);
            self.forget_ended();
        }
    }

    fn forget_ended(&self) {
        let mut retired = self.retired.lock().unwrap();
        retired.retain_mut(|child| matches!(child.try_wait(), Ok(None)));
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            worker.end();
        }
        // Those who were told to end have done so by now.
        self.staff.forget_ended();
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
    fn end(&mut self) -> ExitStatus {
        let _ = self.child.kill();
        self.child.wait().unwrap_or_default()
    }

    fn ask(&mut self, index: usize, task: &[u8]) -> io::Result<Option<Reply>> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let payload = task.to_vec();
        Request::Task { index, payload }.write_to(input)?;
        input.flush()?;
        Reply::read_from(&mut self.output)
    }

    fn perform(&mut self, first: usize, part: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, task) in (first..).zip(part) {
            self.done += 1;
            match self.ask(index, task) {
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
}
