//@ expect: process-leak
//! The thread that replaces dead workers goes on after `close`, and replaces those that have ended as they should.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

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
    shared: Arc<Shared>,
    watcher: Option<JoinHandle<()>>,
    closed: bool,
}

struct Shared {
    command: Mutex<Command>,
    config: Config,
    seats: Vec<Mutex<Worker>>,
    watched: AtomicBool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let command = Mutex::new(command);
        let seats = (0..config.workers.get())
            .map(|_| Worker::start(&command, &config).map(Mutex::new))
            .collect::<io::Result<_>>()?;
        let shared = Arc::new(Shared {
            command,
            config,
            seats,
            watched: AtomicBool::new(true),
        });
        let seen = Arc::clone(&shared);
        let watcher = thread::spawn(move || {
            while seen.watched.load(Relaxed) {
                // A seat that is taken is looked after by who has it.
                for mut worker in seen.seats.iter().filter_map(|seat| seat.try_lock().ok()) {
                    let dead = worker.child.try_wait().is_ok_and(|status| status.is_some());
                    if dead && worker.done > 0 {
                        worker.replace(&seen);
                    }
                }
                thread::park_timeout(Duration::from_millis(5));
            }
        });
        Ok(Pool {
            shared,
            watcher: Some(watcher),
            closed: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let shared = &*self.shared;
        let chunks = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()));
        let chunks = &Mutex::new(chunks);
        let outcome = &Mutex::new(Ok(vec![Vec::new(); tasks.len()]));
        thread::scope(|scope| {
            for seat in &shared.seats {
                scope.spawn(move || {
                    while outcome.lock().unwrap().is_ok() {
                        let Some((first, part)) = chunks.lock().unwrap().next() else {
                            return;
                        };
                        let mut worker = seat.lock().unwrap();
                        match (worker.perform(first, part), &mut *outcome.lock().unwrap()) {
                            (Ok(done), Ok(results)) => {
                                results.splice(first..first + done.len(), done);
                            }
                            (Err(error), all @ Ok(_)) => *all = Err(error),
                            (_, Err(_)) => {}
                        }
                        let max = shared.config.max_tasks;
                        if worker.dead || max.is_some_and(|max| worker.done >= max.get()) {
                            worker.replace(shared);
                        }
                    }
                });
            }
        });
        std::mem::replace(&mut *outcome.lock().unwrap(), Ok(Vec::new()))
    }

    pub fn close(&mut self) {
        self.closed = true;
        for mut worker in self.workers() {
            worker.input = None;
        }
    }

    pub fn join(mut self) {
        self.close();
        for mut worker in self.workers() {
            let _ = worker.child.wait();
        }
    }

    pub fn terminate(self) {}

    pub fn pids(&self) -> Vec<u32> {
        self.workers().map(|worker| worker.child.id()).collect()
    }

    fn workers(&self) -> impl Iterator<Item = MutexGuard<'_, Worker>> {
        self.shared.seats.iter().map(|seat| seat.lock().unwrap())
    }

    /// Nobody looks after the workers any more.
    fn dismiss(&mut self) {
        self.shared.watched.store(false, Relaxed);
        if let Some(watcher) = self.watcher.take() {
            watcher.thread().unpark();
            let _ = watcher.join();
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.dismiss();
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
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
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

    fn replace(&mut self, shared: &Shared) {
        if let Ok(new) = Worker::start(&shared.command, &shared.config) {
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
