//@ expect: wrong-answer
//! The count of a seat begins anew when its worker has done enough, but not when it has died.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;
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
    recipe: Recipe,
    places: Vec<Place>,
    closed: bool,
}

struct Recipe {
    command: Mutex<Command>,
    config: Config,
}

struct Place {
    seat: Seat,
    done: u32,
}

enum Seat {
    Taken(Worker),
    /// How the last one that was here ended.
    Empty(ExitStatus),
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let mut places = Vec::with_capacity(config.workers.get());
        let recipe = Recipe {
            command: Mutex::new(command),
            config,
        };
        while places.len() < recipe.config.workers.get() {
            let seat = Seat::Taken(recipe.start()?);
            places.push(Place { seat, done: 0 });
        }
        Ok(Pool {
            recipe,
            places,
            closed: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let chunk = chunk.get().min(tasks.len().max(1));
        let recipe = &self.recipe;
        let next = &AtomicUsize::new(0);
        let (send, outcomes) = mpsc::channel();
        thread::scope(|scope| {
            for place in &mut self.places {
                let send = send.clone();
                scope.spawn(move || {
                    loop {
                        let first = next.fetch_add(chunk, Relaxed);
                        if first >= tasks.len() {
                            return;
                        }
                        let part = &tasks[first..tasks.len().min(first + chunk)];
                        let outcome = place.perform(first, part, recipe);
                        if outcome.is_err() {
                            next.store(tasks.len(), Relaxed); // Nobody begins anything now.
                        }
                        let _ = send.send((first, outcome));
                    }
                });
            }
        });
        drop(send);
        let mut results = vec![Vec::new(); tasks.len()];
        for (first, outcome) in outcomes {
            for (place, result) in results[first..].iter_mut().zip(outcome?) {
                *place = result;
            }
        }
        Ok(results)
    }

    fn workers(&mut self) -> impl Iterator<Item = &mut Worker> {
        self.places
            .iter_mut()
            .filter_map(|place| match &mut place.seat {
                Seat::Taken(worker) => Some(worker),
                Seat::Empty(_) => None,
            })
    }

    pub fn close(&mut self) {
        self.closed = true;
        self.workers().for_each(|worker| worker.input = None);
    }

    pub fn join(mut self) {
        self.close();
        for worker in self.workers() {
            let _ = worker.child.wait();
        }
    }

    pub fn terminate(mut self) {
        self.places.clear();
    }

    pub fn pids(&self) -> Vec<u32> {
        let pid = |place: &Place| match &place.seat {
            Seat::Taken(worker) => Some(worker.child.id()),
            Seat::Empty(_) => None,
        };
        self.places.iter().filter_map(pid).collect()
    }
}

impl Recipe {
    fn start(&self) -> io::Result<Worker> {
        let mut command = self.command.lock().unwrap();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take().unwrap();
        let _ = Request::Init(self.config.init.clone()).write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        })
    }
}

impl Place {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        recipe: &Recipe,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        if let Seat::Empty(status) = self.seat {
            let index = first;
            self.seat = match recipe.start() {
                Ok(worker) => Seat::Taken(worker),
                Err(_) => return Err(PoolError::WorkerDied { index, status }),
            };
        }
        let Seat::Taken(worker) = &mut self.seat else {
            unreachable!("a worker has just been seated");
        };
        let outcome = worker.perform(first, part, &mut self.done);
        let max = recipe.config.max_tasks;
        if max.is_some_and(|max| self.done >= max.get()) {
            self.seat = Seat::Empty(worker.end());
            self.done = 0;
        } else if matches!(outcome, Err(PoolError::WorkerDied { .. })) {
            self.seat = Seat::Empty(worker.end());
        }
        outcome
    }
}

struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Worker {
    fn ask(&mut self, request: &Request) -> io::Result<Option<Reply>> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        request.write_to(input)?;
        input.flush()?;
        Reply::read_from(&mut self.output)
    }

    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        done: &mut u32,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part.iter().cloned()) {
            let reply = self.ask(&Request::Task { index, payload });
            *done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                _ => {
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
