//! Each worker's chunks are dealt out beforehand and written to it all at once, as many as it may do.
//! So it never waits for its next task; the answers are read meanwhile, and counted off one by one.
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

struct Job<'a> {
    index: usize,
    task: &'a Vec<u8>,
    place: &'a mut Vec<u8>,
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
        let mut hands: Vec<Vec<Vec<Job>>> = self.workers.iter().map(|_| Vec::new()).collect();
        let jobs = tasks.iter().zip(&mut results).enumerate();
        let mut jobs = jobs.map(|(index, (task, place))| Job { index, task, place });
        for seat in (0..hands.len()).cycle() {
            let part: Vec<Job> = jobs.by_ref().take(chunk.get()).collect();
            if part.is_empty() {
                break;
            }
            hands[seat].push(part);
        }
        let error = OnceLock::new();
        thread::scope(|scope| {
            for (worker, hand) in self.workers.iter_mut().zip(hands) {
                let (error, command, config) = (&error, &self.command, &self.config);
                scope.spawn(move || {
                    let mut hand = hand.into_iter().peekable();
                    while hand.peek().is_some() && error.get().is_none() {
                        let mut batch = Vec::new();
                        while !worker.has_enough(batch.len(), config)
                            && let Some(part) = hand.next()
                        {
                            batch.extend(part);
                        }
                        if let Err(what) = worker.perform(batch) {
                            let _ = error.set(what);
                        }
                        worker.make_ready(command, config);
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

    fn perform(&mut self, jobs: Vec<Job>) -> Result<(), PoolError> {
        let input = self.input.as_mut().unwrap();
        let requests: Vec<_> = jobs.iter().map(|job| (job.index, job.task)).collect();
        thread::scope(|scope| {
            scope.spawn(|| write(input, requests));
            let mut outcome = Ok(());
            for Job { index, place, .. } in jobs {
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
                        // This ends the writer too, should it be waiting for room.
                        let _ = self.child.kill();
                        let status = self.child.wait().unwrap_or_default();
                        return outcome.and(Err(PoolError::WorkerDied { index, status }));
                    }
                }
            }
            outcome
        })
    }

    /// With so many tasks more it would have done as many as it may.
    fn has_enough(&self, more: usize, config: &Config) -> bool {
        let done = self.done as usize + more;
        let max = config.max_tasks.map(|max| max.get() as usize);
        max.is_some_and(|max| done >= max)
    }

    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        if (self.dead || self.has_enough(0, config))
            && let Ok(new) = Worker::start(command, config)
        {
            *self = new;
        }
    }
}

/// An error is no news here: there is an end of the answers as well then.
fn write(input: &mut BufWriter<ChildStdin>, requests: Vec<(usize, &Vec<u8>)>) {
    for (index, task) in requests {
        let payload = task.clone();
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
