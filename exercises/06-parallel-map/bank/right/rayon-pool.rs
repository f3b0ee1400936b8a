//! rayon, with a pool of as many threads as were asked for.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::num::NonZeroUsize;

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
    let pool = ThreadPoolBuilder::new()
        .num_threads(workers.get())
        .build()
        .unwrap();
    let done: Vec<Vec<R>> = pool.install(|| {
        items
            .par_chunks(chunk.get())
            .map(|chunk| chunk.iter().map(&f).collect())
            .collect()
    });
    done.into_iter().flatten().collect()
}
