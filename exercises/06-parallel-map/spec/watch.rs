//! Watching the calls of `f`: which are under way, on which threads, and what the contract says to it.
//!
//! Everything here works on any thread, one of a library's own as well. What it refuses it has seen:
//! whoever is slow is never refused.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use grade::{Code, check};
use heddle::thread::{self, ThreadId};

/// How long a call waits on real threads for one too many to come in. Nothing that is right ever
/// comes, so it costs a right answer this time and nothing else.
const DWELL: Duration = Duration::from_millis(30);

/// The calls of `f` that one call of the learner's function has made.
pub struct Watch {
    workers: usize,
    chunk: Option<usize>,
    /// The thread that called the learner's function.
    caller: ThreadId,
    /// How many threads there were before, if all that are there now are of this call's making.
    alive_before: Option<usize>,
    /// A real lock: held for a moment, never across a step of the model.
    calls: Mutex<Vec<Call>>,
    never: Condvar,
}

struct Call {
    item: usize,
    thread: ThreadId,
    under_way: bool,
}

impl Watch {
    pub fn new(workers: usize, chunk: Option<usize>) -> Self {
        Watch {
            workers,
            chunk,
            caller: thread::current().id(),
            alive_before: grade::threads_alive(),
            calls: Mutex::default(),
            never: Condvar::new(),
        }
    }

    /// Somebody else starts threads meanwhile, so that they cannot be counted.
    pub fn among_others(self) -> Self {
        Watch {
            alive_before: None,
            ..self
        }
    }

    /// Notes that a call of `f` begins; it ends when what this returns is dropped, by a panic as well.
    pub fn enter(&self, item: usize) -> Inside<'_> {
        let me = thread::current().id();
        let mut calls = self.calls();
        let again = calls.iter().any(|call| call.item == item);
        calls.push(Call {
            item,
            thread: me,
            under_way: true,
        });
        // Judged without the lock: a failure ends the process while another thread may want it.
        let complaint = match again {
            true => Some((
                Code::LostItem,
                format!("`f` was called twice for `items[{item}]`."),
            )),
            false => self
                .crowd(&calls)
                .or_else(|| self.split_chunk(&calls, item, me)),
        };
        drop(calls);
        if let Some((code, message)) = complaint {
            grade::fail(code, message);
        }
        Inside { watch: self, item }
    }

    /// Which of the items `f` was called for.
    pub fn seen(&self, item: usize) -> bool {
        self.calls().iter().any(|call| call.item == item)
    }

    /// Ends the execution if a call of `f` is still under way.
    pub fn check_all_over(&self, name: &str) {
        let open = self.calls().iter().find(|c| c.under_way).map(|c| c.item);
        check!(
            open.is_none(),
            Code::EarlyReturn,
            "`{name}` has come back, but `f(&items[{}])` is still under way.",
            open.unwrap_or_default()
        );
    }

    fn calls(&self) -> MutexGuard<'_, Vec<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Too many calls at once, or too many threads that have not worked yet.
    fn crowd(&self, calls: &[Call]) -> Option<(Code, String)> {
        let inside: Vec<&Call> = calls.iter().filter(|call| call.under_way).collect();
        if inside.len() > self.workers {
            let mine = inside.iter().any(|call| call.thread == self.caller);
            let mine = match mine {
                true => " The calling thread is one of them.",
                false => "",
            };
            let message = format!(
                "`workers` is {}, but {} calls of `f` are under way at once.{mine}",
                self.workers,
                inside.len()
            );
            return Some((Code::TooManyThreads, message));
        }
        let waiting = self.not_done_with_work(calls)?;
        // One thread that only hands out items or gathers results is not a worker.
        (waiting > self.workers + 1).then(|| {
            let message = format!(
                "`workers` is {}, but {waiting} threads were started to work. Those that wait for \
                 their turn count as well.",
                self.workers
            );
            (Code::TooManyThreads, message)
        })
    }

    /// How many threads were started that work now or have not worked yet. Those that are between two
    /// items, or about to end, are left out: they cannot be told apart.
    fn not_done_with_work(&self, calls: &[Call]) -> Option<usize> {
        let started = grade::threads_alive()? - self.alive_before?;
        let busy = |thread| calls.iter().any(|c| c.thread == thread && c.under_way);
        let mut idle: Vec<ThreadId> = Vec::new();
        for call in calls {
            if call.thread != self.caller && !busy(call.thread) && !idle.contains(&call.thread) {
                idle.push(call.thread);
            }
        }
        Some(started.saturating_sub(idle.len()))
    }

    /// Two threads in one chunk, or one thread in the wrong order.
    fn split_chunk(&self, calls: &[Call], item: usize, me: ThreadId) -> Option<(Code, String)> {
        let chunk = self.chunk?;
        let same_chunk = calls
            .iter()
            .filter(|call| call.item / chunk == item / chunk);
        for other in same_chunk.filter(|call| call.item != item) {
            let (a, b) = (other.item.min(item), other.item.max(item));
            if other.thread != me {
                let message = format!(
                    "`items[{a}]` and `items[{b}]` are in the same chunk of {chunk}, but two threads \
                     work on them."
                );
                return Some((Code::AtomicityViolation, message));
            }
            if other.item > item {
                let message = format!(
                    "`items[{b}]` was begun before `items[{a}]`, which comes before it in its chunk."
                );
                return Some((Code::WrongAnswer, message));
            }
        }
        None
    }
}

/// A call of `f` that is under way.
pub struct Inside<'a> {
    watch: &'a Watch,
    item: usize,
}

impl Inside<'_> {
    /// Stays a while, so that whoever else wants to come in does.
    pub fn linger(&self) {
        if grade::in_a_model() {
            // In a model: each thread that can run makes a step first.
            thread::yield_now();
        } else {
            let calls = self.watch.calls();
            // Nobody notifies: too many inside are the end of the process.
            drop(self.watch.never.wait_timeout(calls, DWELL));
        }
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let mut calls = self.watch.calls();
        let mine = calls.iter_mut().rfind(|call| call.item == self.item);
        mine.expect("it came in").under_way = false;
    }
}
