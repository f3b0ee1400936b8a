//@ expect: too-many-threads
//! rayon's own pool has as many threads as the machine has cores, whatever `workers` says.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

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
    _workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let done: Vec<Vec<R>> = items
        .par_chunks(chunk.get())
        .map(|chunk| chunk.iter().map(&f).collect())
        .collect();
    done.into_iter().flatten().collect()
}
