//! Each worker has a queue of its own; whose queue is empty steals from the others.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use crossbeam_deque::{Steal, Stealer, Worker};
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::thread;

pub fn par_map<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    par_map_chunked(items, workers, NonZeroUsize::MIN, f)
}

pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let queues: Vec<Worker<(usize, &[T])>> =
        (0..workers.get()).map(|_| Worker::new_fifo()).collect();
    for (index, chunk) in items.chunks(chunk.get()).enumerate() {
        queues[index % queues.len()].push((index, chunk));
    }
    let stealers: Vec<Stealer<(usize, &[T])>> = queues.iter().map(Worker::stealer).collect();
    let (stealers, f) = (&stealers, &f);
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let handles: Vec<_> = queues
            .into_iter()
            .map(|own| {
                scope.spawn(move || {
                    let mut done = Vec::new();
                    // Nothing is ever added, so when all queues are empty the work is over.
                    while let Some((index, chunk)) = own.pop().or_else(|| steal(stealers)) {
                        done.push((index, chunk.iter().map(f).collect::<Vec<R>>()));
                    }
                    done
                })
            })
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

fn steal<J>(stealers: &[Stealer<J>]) -> Option<J> {
    loop {
        match stealers.iter().map(Stealer::steal).collect() {
            Steal::Success(job) => return Some(job),
            Steal::Empty => return None,
            Steal::Retry => thread::yield_now(),
        }
    }
}
