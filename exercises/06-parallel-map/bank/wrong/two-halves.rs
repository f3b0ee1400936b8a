//@ expect: serialised
//! One half for a new thread, the other for the calling one: that makes two workers, never three.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

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
    let chunks = items.len().div_ceil(chunk.get());
    if chunks < 2 || workers.get() < 2 {
        return items.iter().map(f).collect();
    }
    let (left, right) = items.split_at(chunks / 2 * chunk.get());
    thread::scope(|scope| {
        let left = scope.spawn(|| left.iter().map(&f).collect::<Vec<R>>());
        let right: Vec<R> = right.iter().map(&f).collect();
        let mut results = left.join().unwrap_or_else(|panic| resume_unwind(panic));
        results.extend(right);
        results
    })
}
