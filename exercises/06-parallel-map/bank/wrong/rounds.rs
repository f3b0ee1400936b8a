//@ expect: too-slow
//! As many threads as workers, then all are joined, then the next round: everyone waits for the slowest.
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
    let chunks: Vec<&[T]> = items.chunks(chunk.get()).collect();
    let f = &f;
    let mut results = Vec::with_capacity(items.len());
    for round in chunks.chunks(workers.get()) {
        thread::scope(|scope| {
            let handles: Vec<_> = round
                .iter()
                .map(|chunk| scope.spawn(move || chunk.iter().map(f).collect::<Vec<R>>()))
                .collect();
            for handle in handles {
                results.extend(handle.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
        });
    }
    results
}
