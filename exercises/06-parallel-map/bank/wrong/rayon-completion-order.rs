//@ expect: wrong-answer
//! rayon's `for_each` has no order, and each thread appends what it has done.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::sync::Mutex;

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
    let results = Mutex::new(Vec::new());
    pool.install(|| {
        items.par_chunks(chunk.get()).for_each(|chunk| {
            let done: Vec<R> = chunk.iter().map(&f).collect();
            results.lock().unwrap().extend(done);
        });
    });
    results.into_inner().unwrap()
}
