//! What is left to do is a stack of slices, and what is done a map from where a slice begins to its results.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
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
    let left: Mutex<Vec<(usize, &[T])>> =
        Mutex::new(items.chunks(chunk.get()).enumerate().collect());
    let done = Mutex::new(BTreeMap::new());
    let count = left.lock().unwrap().len().min(workers.get());
    thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(|| {
                loop {
                    let Some((index, chunk)) = left.lock().unwrap().pop() else {
                        return;
                    };
                    let results: Vec<R> = chunk.iter().map(&f).collect();
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.insert(index, results);
                }
            });
        }
    });
    let done = done.into_inner().unwrap();
    done.into_values().flatten().collect()
}
