//! No thread at all: each worker's standard streams are sockets that never make who reads or writes wait.
//! `map` goes round the workers, moves what can be moved, and sleeps a moment when nothing could.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::cell::RefCell;
use std::io::{self, ErrorKind, Read, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::ops::Range;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::rc::Rc;
use std::thread;
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

type Recipe = Rc<(RefCell<Command>, Config)>;

pub struct Pool {
    workers: Vec<Worker>,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let recipe = Rc::new((RefCell::new(command), config));
        let workers = (0..recipe.1.workers.get())
            .map(|_| Worker::start(&recipe))
            .collect::<io::Result<_>>()?;
        Ok(Pool {
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
        let mut starts = (0..tasks.len()).step_by(chunk.get());
        let mut results = vec![Vec::new(); tasks.len()];
        let mut error = None;
        loop {
            let mut moved = false;
            for worker in &mut self.workers {
                if worker.todo.is_empty()
                    && error.is_none()
                    && let Some(first) = starts.next()
                {
                    worker.todo = first..tasks.len().min(first.saturating_add(chunk.get()));
                    worker.ask(tasks);
                }
                if worker.todo.is_empty() {
                    continue;
                }
                moved |= worker.write() | worker.read();
                if let Some(outcome) = worker.outcome() {
                    let index = worker.todo.start;
                    match outcome {
                        Ok(result) => {
                            results[index] = result;
                            worker.todo.start += 1;
                            worker.ask(tasks);
                        }
                        Err(what) => {
                            error = error.or(Some(what));
                            worker.todo = 0..0;
                        }
                    }
                    worker.make_ready();
                }
            }
            let all_idle = self.workers.iter().all(|w| w.todo.is_empty());
            if all_idle && (error.is_some() || starts.len() == 0) {
                return error.map_or(Ok(results), Err);
            }
            if !moved {
                thread::sleep(Duration::from_micros(200));
            }
        }
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
    recipe: Recipe,
    child: Child,
    input: Option<UnixStream>,
    output: UnixStream,
    to_write: Vec<u8>,
    /// Less than a frame.
    has_read: Vec<u8>,
    /// Its output gives no more.
    ended: bool,
    /// What is left of its chunk; it has been asked for the first of them.
    todo: Range<usize>,
    done: u32,
}

impl Worker {
    fn start(recipe: &Recipe) -> io::Result<Self> {
        let (mut input, their_input) = UnixStream::pair()?;
        let (output, their_output) = UnixStream::pair()?;
        let mut command = recipe.0.borrow_mut();
        command.stdin(OwnedFd::from(their_input));
        command.stdout(OwnedFd::from(their_output));
        let child = command.spawn();
        // A command keeps what it was given, and while their ends are open here nothing ends for us.
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let child = child?;
        let mut worker = Worker {
            recipe: Rc::clone(recipe),
            child,
            input: None,
            output,
            to_write: Vec::new(),
            has_read: Vec::new(),
            ended: false,
            todo: 0..0,
            done: 0,
        };
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(recipe.1.init.clone()).write_to(&mut input);
        input.set_nonblocking(true)?;
        worker.output.set_nonblocking(true)?;
        worker.input = Some(input);
        Ok(worker)
    }

    /// The first task of those that are left, if there is one.
    fn ask(&mut self, tasks: &[Vec<u8>]) {
        let index = self.todo.start;
        if !self.todo.is_empty() {
            let payload = tasks[index].clone();
            let _ = Request::Task { index, payload }.write_to(&mut self.to_write);
        }
    }

    /// Whether something was written.
    fn write(&mut self) -> bool {
        let Some(input) = &mut self.input else {
            return false;
        };
        match input.write(&self.to_write) {
            Ok(n) => self.to_write.drain(..n).count() > 0,
            Err(error) if error.kind() == ErrorKind::WouldBlock => false,
            // It is dead. What it said before is still there to be read.
            Err(_) => {
                self.to_write.clear();
                false
            }
        }
    }

    /// Whether something was read.
    fn read(&mut self) -> bool {
        let mut some = vec![0; 1 << 16];
        match self.output.read(&mut some) {
            Ok(n) if n > 0 => self.has_read.extend(&some[..n]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
            _ => self.ended = true,
        }
        true
    }

    /// Of the first of the tasks that are left; `None` while it is not known.
    fn outcome(&mut self) -> Option<Result<Vec<u8>, PoolError>> {
        let index = self.todo.start;
        let mut rest = self.has_read.as_slice();
        let reply = Reply::read_from(&mut rest);
        let used = self.has_read.len() - rest.len();
        let outcome = match reply {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => Ok(payload),
            Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            Ok(None) if !self.ended => return None,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof && !self.ended => return None,
            _ => {
                self.ended = true;
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        };
        self.has_read.drain(..used);
        self.done += 1;
        Some(outcome)
    }

    /// Another one in its place, if it is dead or has done enough, and has nothing left to do.
    fn make_ready(&mut self) {
        let max = self.recipe.1.max_tasks;
        let enough = max.is_some_and(|max| self.done >= max.get());
        if self.todo.is_empty()
            && (self.ended || enough)
            && let Ok(new) = Worker::start(&self.recipe)
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
