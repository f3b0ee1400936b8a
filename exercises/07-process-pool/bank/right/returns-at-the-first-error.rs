//! `map` returns at the first error and leaves the other workers to what they do. Each answer says which `map`
//! it belongs to, so one that comes later is known for what it is, and its worker is free again by then.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, BufWriter, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard};
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
    Perform(Job),
    Close,
    WaitForEnd,
}

struct Job {
    map: u64,
    first: usize,
    part: Vec<Vec<u8>>,
}

struct Answer {
    seat: usize,
    map: u64,
    first: usize,
    outcome: Result<Vec<Vec<u8>>, PoolError>,
}

pub struct Pool {
    seats: Vec<Seat>,
    answers: Receiver<Answer>,
    /// How many there have been.
    maps: u64,
    closed: bool,
}

/// Where a worker sits: how to reach its thread, and its process.
struct Seat {
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
    process: Arc<Mutex<Process>>,
    /// It owes an answer, to this `map` or to an earlier one.
    busy: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let recipe = Arc::new((Mutex::new(command), config));
        let (answer, answers) = mpsc::channel();
        let mut seats = Vec::new();
        for seat in 0..recipe.1.workers.get() {
            let (process, pipes) = start(&recipe)?;
            let process = Arc::new(Mutex::new(process));
            let (orders, received) = mpsc::channel();
            let mut worker = Worker {
                process: Arc::clone(&process),
                pipes,
                recipe: Arc::clone(&recipe),
            };
            let answer = answer.clone();
            let thread = thread::spawn(move || {
                for order in received {
                    match order {
                        Order::Perform(Job { map, first, part }) => {
                            let outcome = worker.perform(first, part);
                            worker.make_ready();
                            let _ = answer.send(Answer {
                                seat,
                                map,
                                first,
                                outcome,
                            });
                        }
                        Order::Close => worker.pipes.input = None,
                        Order::WaitForEnd => drop(worker.process().child.wait()),
                    }
                }
            });
            seats.push(Seat {
                orders: Some(orders),
                thread: Some(thread),
                process,
                busy: false,
            });
        }
        Ok(Pool {
            seats,
            answers,
            maps: 0,
            closed: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        self.maps += 1;
        let mut chunks = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()));
        let mut results = vec![Vec::new(); tasks.len()];
        let mut missing = tasks.len();
        while missing > 0 {
            for seat in self.seats.iter_mut().filter(|seat| !seat.busy) {
                let Some((first, part)) = chunks.next() else {
                    break;
                };
                seat.busy = true;
                seat.send(Order::Perform(Job {
                    map: self.maps,
                    first,
                    part: part.to_vec(),
                }));
            }
            let answer = self.answers.recv().unwrap();
            self.seats[answer.seat].busy = false;
            if answer.map == self.maps {
                let part = answer.outcome?;
                missing -= part.len();
                for (place, result) in results[answer.first..].iter_mut().zip(part) {
                    *place = result;
                }
            }
        }
        Ok(results)
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
        for seat in &mut self.seats {
            seat.orders = None;
            let _ = seat.thread.take().unwrap().join();
        }
    }

    pub fn terminate(self) {}

    pub fn pids(&self) -> Vec<u32> {
        let pid = |seat: &Seat| seat.process.lock().unwrap().child.id();
        self.seats.iter().map(pid).collect()
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
        if let Some(thread) = self.thread.take() {
            // Whoever waits for an answer hears of the end in its place.
            let mut process = self.process.lock().unwrap();
            process.is_last = true;
            let _ = process.child.kill();
            drop(process);
            let _ = thread.join();
        }
    }
}

struct Process {
    child: Child,
    /// Nobody is to follow it.
    is_last: bool,
    done: u32,
    dead: bool,
}

struct Pipes {
    input: Option<BufWriter<ChildStdin>>,
    output: BufReader<ChildStdout>,
}

fn start((command, config): &(Mutex<Command>, Config)) -> io::Result<(Process, Pipes)> {
    let mut command = command.lock().unwrap();
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn()?;
    let mut input = BufWriter::new(child.stdin.take().unwrap());
    // If nobody reads it any more, the first task finds out.
    let _ = Request::Init(config.init.clone()).write_to(&mut input);
    let _ = input.flush();
    let pipes = Pipes {
        input: Some(input),
        output: BufReader::new(child.stdout.take().unwrap()),
    };
    let process = Process {
        child,
        is_last: false,
        done: 0,
        dead: false,
    };
    Ok((process, pipes))
}

/// The thread's side.
struct Worker {
    process: Arc<Mutex<Process>>,
    pipes: Pipes,
    recipe: Arc<(Mutex<Command>, Config)>,
}

impl Worker {
    fn process(&self) -> MutexGuard<'_, Process> {
        self.process.lock().unwrap()
    }

    fn ask(&mut self, request: &Request) -> io::Result<Option<Reply>> {
        let input = self.pipes.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        request.write_to(input)?;
        input.flush()?;
        Reply::read_from(&mut self.pipes.output)
    }

    fn perform(&mut self, first: usize, part: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part) {
            let reply = self.ask(&Request::Task { index, payload });
            self.process().done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                _ => {
                    let status = self.process().end();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
    }

    fn make_ready(&mut self) {
        let max = self.recipe.1.max_tasks;
        let mut process = self.process.lock().unwrap();
        let enough = max.is_some_and(|max| process.done >= max.get());
        if (process.dead || enough)
            && !process.is_last
            && let Ok((new, pipes)) = start(&self.recipe)
        {
            *process = new;
            self.pipes = pipes;
        }
    }
}

impl Process {
    fn end(&mut self) -> ExitStatus {
        self.dead = true;
        let _ = self.child.kill();
        self.child.wait().unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
