//@ expect: worker-lost
//! What a reader thread reports belongs to a seat, so the end of a worker that was replaced is taken for its successor's.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::VecDeque;
use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
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

/// From a seat, what the process there said; no reply is its end.
type Event = (usize, Option<Reply>);

pub struct Pool {
    command: Command,
    config: Config,
    workers: Vec<Worker>,
    report: Sender<Event>,
    events: Receiver<Event>,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let (report, events) = mpsc::channel();
        let mut pool = Pool {
            command,
            workers: Vec::new(),
            config,
            report,
            events,
            closed: false,
        };
        for seat in 0..pool.config.workers.get() {
            let worker = pool.start(seat)?;
            pool.workers.push(worker);
        }
        Ok(pool)
    }

    fn start(&mut self, seat: usize) -> io::Result<Worker> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = self.command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (requests, to_write) = mpsc::channel::<Request>();
        let writer = thread::spawn(move || {
            for request in to_write {
                if request.write_to(&mut input).is_err() || input.flush().is_err() {
                    return;
                }
            }
        });
        let report = self.report.clone();
        let reader = thread::spawn(move || {
            while let Ok(Some(reply)) = Reply::read_from(&mut output) {
                let _ = report.send((seat, Some(reply)));
            }
            let _ = report.send((seat, None));
        });
        let _ = requests.send(Request::Init(self.config.init.clone()));
        Ok(Worker {
            child,
            requests: Some(requests),
            threads: vec![writer, reader],
            unanswered: VecDeque::new(),
            done: 0,
            gone: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let mut chunks = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()));
        let mut results = vec![Vec::new(); tasks.len()];
        let mut error = None;
        loop {
            for at in 0..self.workers.len() {
                if error.is_none()
                    && self.workers[at].unanswered.is_empty()
                    && let Some((first, part)) = chunks.next()
                {
                    self.make_ready(at);
                    error = self.workers[at].give(first, part).err();
                }
            }
            if self.workers.iter().all(|w| w.unanswered.is_empty()) {
                break;
            }
            let (seat, reply) = self.events.recv().unwrap();
            let what = self.workers[seat].hear(reply, &mut results);
            error = error.or(what.err());
        }
        for at in 0..self.workers.len() {
            self.make_ready(at);
        }
        error.map_or(Ok(results), Err)
    }

    /// Another one in its place, if it is gone or has done enough.
    fn make_ready(&mut self, at: usize) {
        let worker = &self.workers[at];
        let max = self.config.max_tasks;
        if (worker.gone || max.is_some_and(|max| worker.done >= max.get()))
            && let Ok(new) = self.start(at)
        {
            self.workers[at] = new;
        }
    }

    pub fn close(&mut self) {
        self.closed = true;
        for worker in &mut self.workers {
            worker.requests = None;
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
    requests: Option<Sender<Request>>,
    threads: Vec<JoinHandle<()>>,
    unanswered: VecDeque<usize>,
    done: u32,
    gone: bool,
}

impl Worker {
    fn give(&mut self, first: usize, part: &[Vec<u8>]) -> Result<(), PoolError> {
        if self.gone {
            // No other could be started.
            let (index, status) = (first, self.end());
            return Err(PoolError::WorkerDied { index, status });
        }
        for (index, payload) in (first..).zip(part.iter().cloned()) {
            self.unanswered.push_back(index);
            if let Some(requests) = &self.requests {
                let _ = requests.send(Request::Task { index, payload });
            }
        }
        Ok(())
    }

    fn hear(&mut self, reply: Option<Reply>, results: &mut [Vec<u8>]) -> Result<(), PoolError> {
        let Some(index) = self.unanswered.pop_front() else {
            // It had nothing to do, so this is its end, or something that nobody asked for.
            self.end();
            return Ok(());
        };
        self.done += 1;
        match reply {
            Some(Reply::Done { index: at, payload }) if at == index => {
                results[index] = payload;
                Ok(())
            }
            Some(Reply::Failed { index: at, message }) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }

    fn end(&mut self) -> ExitStatus {
        self.gone = true;
        self.unanswered.clear();
        self.requests = None;
        let _ = self.child.kill();
        let status = self.child.wait().unwrap_or_default();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
        status
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}
