//@ expect: wrong-answer
//! A task that fails is reported with the first index of its chunk.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, BufWriter, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
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

enum Order {
    Perform(usize, Vec<Vec<u8>>),
    Close,
    WaitForEnd,
}

type Answer = (usize, Result<Vec<Vec<u8>>, PoolError>);

pub struct Pool {
    seats: Vec<Seat>,
    answers: Receiver<(usize, Answer)>,
    closed: bool,
}

/// Where a worker sits: how to reach its thread.
struct Seat {
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
    pid: Arc<AtomicU32>,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let recipe = Arc::new((Mutex::new(command), config));
        let (answer, answers) = mpsc::channel();
        let mut seats = Vec::new();
        for seat in 0..recipe.1.workers.get() {
            let mut worker = Worker::start(&recipe)?;
            let pid = Arc::new(AtomicU32::new(worker.child.id()));
            let (orders, received) = mpsc::channel();
            let (answer, shown) = (answer.clone(), Arc::clone(&pid));
            let recipe = Arc::clone(&recipe);
            let thread = thread::spawn(move || {
                for order in received {
                    match order {
                        Order::Perform(first, part) => {
                            let outcome = worker.perform(first, part);
                            worker.make_ready(&recipe);
                            shown.store(worker.child.id(), Relaxed);
                            let _ = answer.send((seat, (first, outcome)));
                        }
                        Order::Close => worker.input = None,
                        Order::WaitForEnd => drop(worker.child.wait()),
                    }
                }
            });
            seats.push(Seat {
                orders: Some(orders),
                thread: Some(thread),
                pid,
            });
        }
        Ok(Pool {
            seats,
            answers,
            closed: false,
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
        let mut busy = 0;
        for (seat, (first, part)) in self.seats.iter().zip(&mut chunks) {
            seat.send(Order::Perform(first, part.to_vec()));
            busy += 1;
        }
        while busy > 0 {
            let (seat, (first, outcome)) = self.answers.recv().unwrap();
            busy -= 1;
            match outcome {
                Ok(part) => {
                    for (place, result) in results[first..].iter_mut().zip(part) {
                        *place = result;
                    }
                }
                Err(what) => error = error.or(Some(what)),
            }
            if error.is_none()
                && let Some((first, part)) = chunks.next()
            {
                self.seats[seat].send(Order::Perform(first, part.to_vec()));
                busy += 1;
            }
        }
        error.map_or(Ok(results), Err)
    }

    pub fn close(&mut self) {
        self.closed = true;
        for seat in &self.seats {
            seat.send(Order::Close);
        }
    }

    pub fn join(mut self) {
        self.close();
        for seat in &self.seats {
            seat.send(Order::WaitForEnd);
        }
    }

    pub fn terminate(self) {}

    pub fn pids(&self) -> Vec<u32> {
        self.seats.iter().map(|s| s.pid.load(Relaxed)).collect()
    }
}

impl Seat {
    fn send(&self, order: Order) {
        self.orders.as_ref().unwrap().send(order).unwrap();
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.orders = None;
        let _ = self.thread.take().unwrap().join();
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
    fn start((command, config): &(Mutex<Command>, Config)) -> io::Result<Self> {
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

    fn ask(&mut self, request: &Request) -> io::Result<Option<Reply>> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        request.write_to(input)?;
        input.flush()?;
        Reply::read_from(&mut self.output)
    }

    fn perform(&mut self, first: usize, part: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part) {
            let reply = self.ask(&Request::Task { index, payload });
            self.done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index: first, msg });
                }
                _ => {
                    self.dead = true;
                    let _ = self.child.kill();
                    let status = self.child.wait().unwrap_or_default();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
    }

    fn make_ready(&mut self, recipe: &(Mutex<Command>, Config)) {
        let enough = recipe.1.max_tasks.is_some_and(|m| self.done >= m.get());
        if (self.dead || enough)
            && let Ok(new) = Worker::start(recipe)
        {
            *self = new;
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
