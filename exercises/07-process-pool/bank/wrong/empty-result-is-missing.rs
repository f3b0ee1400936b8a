//@ expect: process-hang
//! A result without bytes looks like one that has not come yet, and `map` waits until it is no longer empty.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};

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

/// What the threads shall do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Work,
    Close,
    WaitForEnd,
    End,
}

struct State {
    mode: Mode,
    jobs: VecDeque<(usize, Vec<Vec<u8>>)>,
    under_way: usize,
    results: Vec<Vec<u8>>,
    error: Option<PoolError>,
    pids: Vec<u32>,
}

struct Shared {
    command: Mutex<Command>,
    config: Config,
    state: Mutex<State>,
    news: Condvar,
    answered: Condvar,
}

pub struct Pool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let command = Mutex::new(command);
        let workers: Vec<Worker> = (0..config.workers.get())
            .map(|_| Worker::start(&command, &config))
            .collect::<io::Result<_>>()?;
        let state = State {
            mode: Mode::Work,
            jobs: VecDeque::new(),
            under_way: 0,
            results: Vec::new(),
            error: None,
            pids: workers.iter().map(|w| w.child.id()).collect(),
        };
        let shared = Arc::new(Shared {
            command,
            config,
            state: Mutex::new(state),
            news: Condvar::new(),
            answered: Condvar::new(),
        });
        let start = |(seat, worker)| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.serve(seat, worker))
        };
        let threads = workers.into_iter().enumerate().map(start).collect();
        Ok(Pool {
            shared,
            threads,
            closed: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let mut state = self.shared.state.lock().unwrap();
        state.results = vec![Vec::new(); tasks.len()];
        for (number, part) in tasks.chunks(chunk.get()).enumerate() {
            state.jobs.push_back((number * chunk.get(), part.to_vec()));
        }
        self.shared.news.notify_all();
        let unfinished = |state: &mut State| match state.error {
            Some(_) => !state.jobs.is_empty() || state.under_way > 0,
            None => state.results.iter().any(|result| result.is_empty()),
        };
        let mut state = self.shared.answered.wait_while(state, unfinished).unwrap();
        let results = std::mem::take(&mut state.results);
        state.error.take().map_or(Ok(results), Err)
    }

    fn set(&self, mode: Mode) {
        self.shared.state.lock().unwrap().mode = mode;
        self.shared.news.notify_all();
    }

    pub fn close(&mut self) {
        self.closed = true;
        self.set(Mode::Close);
    }

    pub fn join(mut self) {
        self.closed = true;
        self.set(Mode::WaitForEnd);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }

    pub fn terminate(self) {}

    pub fn pids(&self) -> Vec<u32> {
        self.shared.state.lock().unwrap().pids.clone()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.set(Mode::End);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn serve(&self, seat: usize, mut worker: Worker) {
        let mut state = self.state.lock().unwrap();
        loop {
            match state.mode {
                Mode::Work => {}
                Mode::Close => worker.input = None,
                Mode::WaitForEnd => break,
                Mode::End => return,
            }
            let Some((first, part)) = state.jobs.pop_front() else {
                state = self.news.wait(state).unwrap();
                continue;
            };
            state.under_way += 1;
            drop(state);
            let outcome = worker.perform(first, &part);
            worker.make_ready(&self.command, &self.config);
            state = self.state.lock().unwrap();
            state.pids[seat] = worker.child.id();
            state.under_way -= 1;
            match outcome {
                Ok(results) => {
                    for (place, result) in state.results[first..].iter_mut().zip(results) {
                        *place = result;
                    }
                }
                Err(error) => {
                    state.jobs.clear();
                    state.error.get_or_insert(error);
                }
            }
            self.answered.notify_all();
        }
        drop(state);
        worker.input = None;
        let _ = worker.child.wait();
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
