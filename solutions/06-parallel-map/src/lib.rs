//! Exercise 06, solved: a parallel map.
//!
//! The workers share one number, the next chunk that nobody has begun. Taking a chunk is one atomic
//! addition, so whoever is free takes the next, and no chunk is taken twice. Results stay with the
//! worker that made them until it is joined, each with the number of its chunk; so nothing is locked
//! while `f` runs, and the order is put right once, at the end.
#[expect(
    unused_imports,
    reason = "std's macros are there whether a file uses one or not"
)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

/// Calls `f` for each item, with up to `workers` threads at a time; `items[i]` becomes `results[i]`.
///
/// # Panics
/// If `f` does, with the same payload, as soon as no call of `f` is under way any more.
pub fn par_map<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    par_map_chunked(items, workers, NonZeroUsize::MIN, f)
}

/// Like [`par_map`], but a worker takes `chunk` items that follow each other, and does them in order.
///
/// # Panics
/// As [`par_map`] does.
pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            // Relaxed: the number alone decides whose chunk it is; joining orders the results.
            let index = next.fetch_add(1, Relaxed);
            let Some(chunk) = items.chunks(chunk.get()).nth(index) else {
                return done;
            };
            done.push((index, chunk.iter().map(&f).collect::<Vec<R>>()));
        }
    };
    let chunks = items.len().div_ceil(chunk.get());
    let mut done = thread::scope(|scope| {
        // The calling thread is a worker as well. If it panics, the scope waits for the others.
        let others: Vec<_> = (1..workers.get().min(chunks))
            .map(|_| scope.spawn(work))
            .collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
