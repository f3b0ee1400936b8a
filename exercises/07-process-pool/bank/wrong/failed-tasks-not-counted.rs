//@ expect: wrong-answer
//! Only the tasks that went well are counted, and those that failed were done as well.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::io::{self, BufReader, Write};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, Sender};
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

/// Where the helper puts a new worker.
type Wish = Sender<io::Result<Worker>>;

pub struct Pool {
    workers: Vec<Worker>,
    max_tasks: Option<NonZeroU32>,
    spawner: Spawner,
    closed: bool,
}

struct Spawner {
    wishes: Option<Sender<Wish>>,
    thread: Option<JoinHandle<()>>,
}

impl Spawner {
    fn new(mut command: Command, init: Vec<u8>) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let init = Request::Init(init);
        let (wishes, received) = mpsc::channel::<Wish>();
        let thread = thread::spawn(move || {
            for wish in received {
                let _ = wish.send(Worker::start(&mut command, &init));
            }
        });
        Spawner {
            wishes: Some(wishes),
            thread: Some(thread),
        }
    }

    fn start(&self) -> io::Result<Worker> {
        let (wish, worker) = mpsc::channel();
        let wishes = self.wishes.as_ref().unwrap();
        wishes.send(wish).unwrap();
        worker.recv().unwrap()
    }
}

impl Drop for Spawner {
    fn drop(&mut self) {
        self.wishes = None;
        let _ = self.thread.take().unwrap().join();
    }
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let spawner = Spawner::new(command, config.init);
        let workers = (0..config.workers.get())
            .map(|_| spawner.start())
            .collect::<io::Result<_>>()?;
        Ok(Pool {
            workers,
            max_tasks: config.max_tasks,
            spawner,
            closed: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let starts = Mutex::new((0..tasks.len()).step_by(chunk.get()));
        let (send, outcomes) = mpsc::channel();
        let (spawner, max_tasks) = (&self.spawner, self.max_tasks);
        let work = |worker: &mut Worker, send: Sender<_>| {
            loop {
                let Some(first) = starts.lock().unwrap().next() else {
                    return;
                };
                let end = tasks.len().min(first.saturating_add(chunk.get()));
                for index in first..end {
                    let outcome = worker.perform(index, &tasks[index]);
                    let failed = outcome.is_err();
                    // Nobody hears it if another one has failed already: then there is no more to do.
                    if send.send((index, outcome)).is_err() || failed {
                        starts.lock().unwrap().by_ref().for_each(drop);
                        break;
                    }
                }
                let enough = max_tasks.is_some_and(|max| worker.done >= max.get());
                if (worker.dead || enough)
                    && let Ok(new) = spawner.start()
                {
                    *worker = new;
                }
            }
        };
        thread::scope(|scope| {
            for worker in &mut self.workers {
                let (work, send) = (&work, send.clone());
                scope.spawn(move || work(worker, send));
            }
            drop(send);
            let mut results = vec![Vec::new(); tasks.len()];
            for (index, outcome) in outcomes {
                results[index] = outcome?;
            }
            Ok(results)
        })
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
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    done: u32,
    dead: bool,
}

impl Worker {
    fn start(command: &mut Command, init: &Request) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, the first task finds out.
        let _ = init.write_to(&mut input);
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

    fn perform(&mut self, index: usize, task: &[u8]) -> Result<Vec<u8>, PoolError> {
        match self.ask(index, task) {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                self.done += 1;
                Ok(payload)
            }
            Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                self.dead = true;
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
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
