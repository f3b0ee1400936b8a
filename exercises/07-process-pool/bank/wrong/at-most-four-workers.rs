//@ expect: wrong-answer
//! However many workers are asked for, there are never more than four.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, BufWriter, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
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
    free: Receiver<Worker>,
    give_back: Sender<Worker>,
    pids: Mutex<Vec<u32>>,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let (give_back, free) = mpsc::channel();
        let pool = Pool {
            command: Mutex::new(command),
            config,
            free,
            give_back,
            pids: Mutex::new(Vec::new()),
            closed: false,
        };
        for _ in 0..pool.config.workers.get().min(4) {
            let worker = Worker::start(&pool.command, &pool.config)?;
            pool.pids.lock().unwrap().push(worker.child.id());
            pool.give_back.send(worker).unwrap();
        }
        Ok(pool)
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let (command, config, pids) = (&self.command, &self.config, &self.pids);
        let error = &Mutex::new(None);
        let parts: Vec<_> = thread::scope(|scope| {
            let mut threads = Vec::new();
            for (number, part) in tasks.chunks(chunk.get()).enumerate() {
                let mut worker = self.free.recv().unwrap();
                let give_back = self.give_back.clone();
                threads.push(scope.spawn(move || {
                    let mut results = Vec::new();
                    if error.lock().unwrap().is_none() {
                        let outcome = worker.perform(number * chunk.get(), part, &mut results);
                        if let Err(what) = outcome {
                            error.lock().unwrap().get_or_insert(what);
                        }
                        let before = worker.child.id();
                        worker.make_ready(command, config);
                        for pid in pids.lock().unwrap().iter_mut() {
                            if *pid == before {
                                *pid = worker.child.id();
                            }
                        }
                    }
                    give_back.send(worker).unwrap();
                    results
                }));
            }
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        match error.lock().unwrap().take() {
            Some(error) => Err(error),
            None => Ok(parts.concat()),
        }
    }

    pub fn close(&mut self) {
        self.closed = true;
        let mut workers: Vec<_> = self.free.try_iter().collect();
        for worker in &mut workers {
            worker.input = None;
        }
        for worker in workers {
            self.give_back.send(worker).unwrap();
        }
    }

    pub fn join(mut self) {
        self.close();
        for mut worker in self.free.try_iter() {
            let _ = worker.child.wait();
        }
    }

    pub fn terminate(self) {
        self.free.try_iter().for_each(drop);
    }

    pub fn pids(&self) -> Vec<u32> {
        self.pids.lock().unwrap().clone()
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
        let mut worker = Worker {
            input: child.stdin.take().map(BufWriter::new),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
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

    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        results: &mut Vec<Vec<u8>>,
    ) -> Result<(), PoolError> {
        for (index, payload) in (first..).zip(part.iter().cloned()) {
            let reply = self
                .send(&Request::Task { index, payload })
                .and_then(|()| Reply::read_from(&mut self.output));
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
