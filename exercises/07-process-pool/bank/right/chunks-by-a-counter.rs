//! A thread for each worker, and a counter says which chunk is next.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::io;
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Command, ExitStatus};

#[allow(unused_imports)]
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

use std::io::{BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    done: u32,
}

impl Worker {
    fn start(command: &mut Command, init: &[u8]) -> io::Result<Worker> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let mut worker = Worker {
            child,
            input,
            output,
            done: 0,
        };
        // Who is dead already is found out by the first task.
        let _ = worker.send(&Request::Init(init.to_vec()));
        Ok(worker)
    }

    fn send(&mut self, request: &Request) -> io::Result<()> {
        let input = self.input.as_mut().expect("open");
        request.write_to(input)?;
        input.flush()
    }

    fn ask(&mut self, index: usize, payload: &[u8]) -> Result<Vec<u8>, PoolError> {
        self.done += 1;
        let request = Request::Task {
            index,
            payload: payload.to_vec(),
        };
        if self.send(&request).is_ok() {
            match Reply::read_from(&mut self.output) {
                Ok(Some(Reply::Done { index: i, payload })) if i == index => return Ok(payload),
                Ok(Some(Reply::Failed { index: i, message })) if i == index => {
                    return Err(PoolError::Task {
                        index,
                        msg: message,
                    });
                }
                _ => {}
            }
        }
        Err(PoolError::WorkerDied {
            index,
            status: self.end(),
        })
    }

    fn end(&mut self) -> ExitStatus {
        self.input = None;
        let _ = self.child.kill();
        self.child.wait().expect("a child")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub struct Pool {
    command: Mutex<Command>,
    config: Config,
    slots: Vec<Option<Worker>>,
    closed: bool,
}

impl Pool {
    pub fn new(mut command: Command, config: Config) -> io::Result<Self> {
        let mut slots = Vec::new();
        for _ in 0..config.workers.get() {
            slots.push(Some(Worker::start(&mut command, &config.init)?));
        }
        Ok(Pool {
            command: Mutex::new(command),
            config,
            slots,
            closed: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "map after close");
        let chunks: Vec<&[Vec<u8>]> = tasks.chunks(chunk.get()).collect();
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let results: Mutex<Vec<Option<Vec<u8>>>> = Mutex::new(vec![None; tasks.len()]);
        let error = Mutex::new(None);
        let Pool {
            command,
            config,
            slots,
            ..
        } = self;
        let command = &*command;
        let config = &*config;
        thread::scope(|s| {
            for slot in slots.iter_mut() {
                let (next, stop, results, error, chunks) =
                    (&next, &stop, &results, &error, &chunks);
                s.spawn(move || {
                    if slot.is_none() {
                        *slot = Worker::start(&mut command.lock().unwrap(), &config.init).ok();
                    }
                    while !stop.load(Ordering::Acquire) {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        let Some(part) = chunks.get(n) else { return };
                        if let (Some(worker), Some(max)) = (slot.as_mut(), config.max_tasks) {
                            if worker.done >= max.get() {
                                worker.end();
                                *slot = None;
                                *slot =
                                    Worker::start(&mut command.lock().unwrap(), &config.init).ok();
                            }
                        }
                        let worker = slot.as_mut().expect("a process could not be started");
                        for (i, task) in part.iter().enumerate() {
                            if stop.load(Ordering::Acquire) {
                                return;
                            }
                            let index = n * chunk.get() + i;
                            match worker.ask(index, task) {
                                Ok(payload) => results.lock().unwrap()[index] = Some(payload),
                                Err(e) => {
                                    stop.store(true, Ordering::Release);
                                    if matches!(e, PoolError::WorkerDied { .. }) {
                                        *slot = None;
                                    }
                                    error.lock().unwrap().get_or_insert(e);
                                    return;
                                }
                            }
                        }
                    }
                });
            }
        });
        match error.into_inner().unwrap() {
            Some(e) => Err(e),
            None => Ok(results
                .into_inner()
                .unwrap()
                .into_iter()
                .map(Option::unwrap)
                .collect()),
        }
    }

    pub fn close(&mut self) {
        self.closed = true;
        for worker in self.slots.iter_mut().flatten() {
            worker.input = None;
        }
    }

    pub fn join(mut self) {
        self.close();
        for worker in self.slots.iter_mut().flatten() {
            let _ = worker.child.wait();
        }
    }

    pub fn terminate(self) {
        drop(self);
    }

    pub fn pids(&self) -> Vec<u32> {
        self.slots.iter().flatten().map(|w| w.child.id()).collect()
    }
}
