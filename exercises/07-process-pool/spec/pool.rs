//! A pool and its workers, and what every scenario asks of them.

use std::fmt::Write as _;
use std::num::{NonZeroU32, NonZeroUsize};
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

use grade::{Code, Deed, Gate, Workshop, check, must_end};
use process_pool::{Config, Pool, PoolError};

/// What each worker is sent first.
pub const INIT: &[u8] = b"hello";

/// A result of `map`.
pub type Answer = Result<Vec<Vec<u8>>, PoolError>;

/// A pool, and the workshop of its workers.
pub struct Graded {
    pub pool: Pool,
    pub shop: Workshop,
    /// What each worker is sent first.
    pub init: &'static [u8],
}

pub fn n(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).expect("scenarios ask for at least one")
}

pub fn config(workers: usize, max_tasks: Option<u32>) -> Config {
    Config {
        workers: n(workers),
        init: INIT.to_vec(),
        max_tasks: max_tasks.and_then(NonZeroU32::new),
    }
}

/// What `Pool::new` made, told to the learner.
pub fn started(shop: &Workshop, config: Config) -> std::io::Result<Pool> {
    let what = format!("new({} workers)", config.workers);
    shop.calls(
        &what.replace("(1 workers", "(1 worker"),
        || Pool::new(shop.command(), config),
        |pool| match pool {
            Ok(_) => "Ok".to_owned(),
            Err(error) => format!("Err({error})"),
        },
    )
}

/// A pool of so many workers, all of them there.
pub fn graded(workers: usize) -> Graded {
    recycling(workers, None)
}

/// The same, of workers that are replaced after so many tasks.
pub fn recycling(workers: usize, max_tasks: Option<u32>) -> Graded {
    graded_with(config(workers, max_tasks), INIT)
}

/// A pool of this configuration, which says this in `init`.
pub fn graded_with(config: Config, init: &'static [u8]) -> Graded {
    let shop = Workshop::new();
    let workers = config.workers.get();
    let pool = started(&shop, config).unwrap_or_else(|error| {
        grade::fail(
            Code::WrongAnswer,
            format!("`Pool::new` failed although the program is there: {error}"),
        )
    });
    must_end(
        Code::WrongAnswer,
        "`new` has returned, and fewer workers were started than the configuration asks for",
        || shop.await_started(workers),
    );
    Graded { pool, shop, init }
}

impl Graded {
    /// `map`, told to the learner.
    pub fn map(&mut self, tasks: &[Vec<u8>], chunk: usize) -> Answer {
        let count = match tasks.len() {
            1 => "1 task".to_owned(),
            count => format!("{count} tasks"),
        };
        let what = match chunk {
            1 => format!("map({count})"),
            usize::MAX => format!("map({count}, all in one chunk)"),
            chunk => format!("map({count}, chunk {chunk})"),
        };
        let pool = &mut self.pool;
        let map = |tasks: &[Vec<u8>]| pool.map(tasks, n(chunk));
        self.shop.hands_out(&what, tasks, map, told)
    }

    /// `map` of tasks that all go well: the results have to be what came with each.
    pub fn maps(&mut self, tasks: &[(Deed, &str)], chunk: usize) {
        let payloads: Vec<Vec<u8>> = tasks.iter().map(|(deed, body)| deed.with(body)).collect();
        let answer = self.map(&payloads, chunk);
        let wanted: Vec<Vec<u8>> = tasks
            .iter()
            .map(|(_, body)| body.as_bytes().to_vec())
            .collect();
        let results = answer.unwrap_or_else(|error| {
            let code = match error {
                PoolError::WorkerDied { .. } => Code::WorkerLost,
                PoolError::Task { .. } => Code::WrongAnswer,
            };
            let error = words(&error);
            grade::fail(
                code,
                format!("in this `map` no task failed and no worker died, but it returned {error}"),
            )
        });
        check!(
            results == wanted,
            Code::WrongAnswer,
            "`map` returned {}, not {}",
            texts(&results),
            texts(&wanted)
        );
    }

    /// After something went wrong: all workers are there, each has got its one `Init`, zombies do not pile
    /// up, and the results are those of this `map`.
    pub fn works_again(&mut self, workers: usize) {
        let meet = |_| (Deed::At(Gate::Meet(workers)), "again");
        let tasks: Vec<(Deed, &str)> = (0..workers).map(meet).collect();
        must_end(
            Code::WorkerLost,
            "as many tasks as there should be workers wait for each other, and one has no worker: one \
             that died was not replaced",
            || self.maps(&tasks, 1),
        );
        self.greeted();
        grade::few_zombies(workers);
        let mut pids = self.pool.pids();
        pids.sort_unstable();
        check!(
            pids == self.shop.working(),
            Code::WrongAnswer,
            "`pids` names other processes than the workers that have just done a task"
        );
    }

    /// `new` alone has sent each worker its `Init`.
    pub fn greets_at_once(&self) {
        must_end(
            Code::ProcessHang,
            "`new` has returned, but a worker waits for its `Init`: it was not sent, or is still in a buffer",
            || self.shop.await_inits(),
        );
    }

    /// Each worker that has begun a task has got exactly one `Init`, the right one.
    pub fn greeted(&self) {
        let working = self.shop.begun();
        for (index, inits) in self.shop.greetings(self.init).iter().enumerate() {
            let worked = working.iter().any(|(worker, _)| *worker == index);
            check!(
                inits.len() == 1 || inits.is_empty() && !worked,
                Code::WrongAnswer,
                "worker {} was sent `Init` {} times, not once",
                index + 1,
                inits.len()
            );
            check!(
                inits.iter().all(|right| *right),
                Code::WrongAnswer,
                "the `Init` of worker {} was not the bytes of the configuration",
                index + 1
            );
        }
    }

    /// `pids` names so many processes, and they are workers that live.
    pub fn knows_its_workers(&self, workers: usize) {
        let mut pids = self.pool.pids();
        pids.sort_unstable();
        pids.dedup();
        let started = self.shop.started();
        let strange = pids.iter().find(|pid| !started.contains(pid));
        check!(
            strange.is_none(),
            Code::WrongAnswer,
            "`pids` names process {}, which is no worker of this pool",
            strange.unwrap_or(&0)
        );
        check!(
            pids.len() == workers,
            Code::WrongAnswer,
            "`pids` names {} workers, not {workers}",
            pids.len()
        );
    }

    /// The pool is dropped.
    pub fn drops(self) {
        let Graded { pool, shop, .. } = self;
        shop.calls("drop(pool)", || drop(pool), |()| "returns".to_owned());
    }
}

/// What came of `map`, in few words.
fn told(answer: &Answer) -> String {
    match answer {
        Ok(results) => format!("{} results", results.len()),
        Err(error) => words(error),
    }
}

/// An error as it reads best.
pub fn words(error: &PoolError) -> String {
    match error {
        PoolError::WorkerDied { index, status } => {
            format!("WorkerDied({index}, {})", end(*status))
        }
        PoolError::Task { index, msg } => format!("Task({index}, {msg:?})"),
    }
}

/// How a process ended.
pub fn end(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => format!("{status}"),
    }
}

fn texts(results: &[Vec<u8>]) -> String {
    let mut out = String::from("[");
    for (index, result) in results.iter().enumerate() {
        let text = match result.as_slice() {
            long if long.len() > 20 => format!("{} bytes", long.len()),
            short => String::from_utf8_lossy(short).into_owned(),
        };
        // Writing to a String cannot fail.
        let _ = write!(out, "{}{text}", if index > 0 { ", " } else { "" });
    }
    out + "]"
}
