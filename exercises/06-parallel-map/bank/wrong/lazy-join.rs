//@ expect: serialised
//! Each round starts a thread an item, but the iterator is lazy: it joins a thread before it starts the next.
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
    let size = chunk.get();
    let mut results = Vec::with_capacity(items.len());
    for round in items.chunks(size.saturating_mul(workers.get())) {
        thread::scope(|scope| {
            let done = round
                .chunks(size)
                .map(|chunk| scope.spawn(|| chunk.iter().map(&f).collect::<Vec<R>>()))
                .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)));
            results.extend(done);
        });
    }
    results
}
