//! `terminate` and drop are gentle at first: they close, wait for 50 ms, and kill who is still there.
//! While `map` runs, idle workers lie on a shelf; a chunk waits for one there, with a condition variable.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

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
    idle: Mutex<Vec<Worker>>,
    one_more: Condvar,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let mut pool = Pool {
            command: Mutex::new(command),
            config,
            idle: Mutex::new(Vec::new()),
            one_more: Condvar::new(),
            closed: false,
        };
        for _ in 0..pool.config.workers.get() {
            let worker = pool.start()?;
            pool.idle().push(worker);
        }
        Ok(pool)
    }

    fn start(&self) -> io::Result<Worker> {
        let mut command = self.command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(self.config.init.clone()).write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        })
    }

    fn idle(&mut self) -> &mut Vec<Worker> {
        self.idle.get_mut().unwrap()
    }

    fn take(&self) -> Worker {
        let idle = self.idle.lock().unwrap();
        let mut idle = self.one_more.wait_while(idle, |i| i.is_empty()).unwrap();
        idle.remove(0)
    }

    /// Back on the shelf: the worker, or another one if it is dead or has done enough.
    fn give_back(&self, mut worker: Worker) {
        let max = self.config.max_tasks;
        if (worker.dead || max.is_some_and(|max| worker.done >= max.get()))
            && let Ok(new) = self.start()
        {
            worker = new;
        }
        self.idle.lock().unwrap().push(worker);
        self.one_more.notify_one();
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let pool = &*self;
        let error = &Mutex::new(None);
        let mut results = vec![Vec::new(); tasks.len()];
        let chunks = tasks.chunks(chunk.get());
        let places = results.chunks_mut(chunk.get());
        let starts = (0..tasks.len()).step_by(chunk.get());
        thread::scope(|scope| {
            for (first, (part, places)) in starts.zip(chunks.zip(places)) {
                let mut worker = pool.take();
                if error.lock().unwrap().is_some() {
                    pool.give_back(worker);
                    return;
                }
                scope.spawn(move || {
                    let outcome = worker.perform(first, part, places);
                    if let Err(what) = outcome {
                        error.lock().unwrap().get_or_insert(what);
                    }
                    pool.give_back(worker);
                });
            }
        });
        let error = error.lock().unwrap().take();
        error.map_or(Ok(results), Err)
    }

    pub fn close(&mut self) {
        self.closed = true;
        for worker in self.idle() {
            worker.input = None;
        }
    }

    pub fn join(mut self) {
        self.close();
        for worker in self.idle() {
            let _ = worker.child.wait();
        }
    }

    pub fn terminate(self) {}

    pub fn pids(&self) -> Vec<u32> {
        let idle = self.idle.lock().unwrap();
        idle.iter().map(|worker| worker.child.id()).collect()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.close();
        let late = Instant::now() + Duration::from_millis(50);
        let still_runs = |worker: &mut Worker| matches!(worker.child.try_wait(), Ok(None));
        while self.idle().iter_mut().any(still_runs) && Instant::now() < late {
            thread::sleep(Duration::from_millis(1));
        }
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
