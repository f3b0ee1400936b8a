//! The chunks are dealt out beforehand, in blocks: with two workers the first one gets the first half of them.
//! Blocks differ by one chunk at most, so with that many chunks every worker has something to do.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
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

/// A chunk: its first index, its tasks, and where their results go.
type Hand<'a> = Vec<(usize, &'a [Vec<u8>], &'a mut [Vec<u8>])>;

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let mut workers = Vec::new();
        let command = Mutex::new(command);
        for _ in 0..config.workers.get() {
            workers.push(Worker::start(&command, &config)?);
        }
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
        let mut hands: Vec<Hand> = self.workers.iter().map(|_| Vec::new()).collect();
        let places = results.chunks_mut(chunk.get());
        let chunks = tasks.len().div_ceil(chunk.get());
        for (number, (part, places)) in tasks.chunks(chunk.get()).zip(places).enumerate() {
            let hand = number * hands.len() / chunks;
            hands[hand].push((number * chunk.get(), part, places));
        }
        let (command, config) = (&self.command, &self.config);
        let failed = AtomicBool::new(false);
        let play = |worker: &mut Worker, hand: Hand| -> Result<(), PoolError> {
            for (first, part, places) in hand {
                if failed.load(Relaxed) {
                    break;
                }
                let outcome = worker.perform(first, part, places);
                failed.fetch_or(outcome.is_err(), Relaxed);
                worker.make_ready(command, config);
                outcome?;
            }
            Ok(())
        };
        let mut players = self.workers.iter_mut().zip(hands);
        let mine = players.next();
        let outcome = thread::scope(|scope| {
            let start = |(worker, hand)| scope.spawn(|| play(worker, hand));
            let others: Vec<_> = players.map(start).collect();
            let outcome = mine.map_or(Ok(()), |(worker, hand)| play(worker, hand));
            let outcomes = others.into_iter().map(|thread| thread.join().unwrap());
            outcomes.fold(outcome, Result::and)
        });
        outcome.map(|()| results)
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
    done: u32,
    dead: bool,
}

impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let mut command = command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(config.init.clone()).write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        })
    }

    fn ask(&mut self, index: usize, task: &[u8]) -> io::Result<Option<Reply>> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let payload = task.to_vec();
        Request::Task { index, payload }.write_to(input)?;
        input.flush()?;
        Reply::read_from(&mut self.output)
    }

    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        places: &mut [Vec<u8>],
    ) -> Result<(), PoolError> {
        for (index, (task, place)) in (first..).zip(part.iter().zip(places)) {
            self.done += 1;
            match self.ask(index, task) {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => *place = payload,
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
        Ok(())
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
