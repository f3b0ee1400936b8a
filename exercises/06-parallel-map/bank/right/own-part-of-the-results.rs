//! Each chunk travels with the part of the results that belongs to it: nobody shares anything but the list.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::Mutex;
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
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    let parts = items
        .chunks(chunk.get())
        .zip(results.chunks_mut(chunk.get()));
    let todo = Mutex::new(parts);
    // A function of its own, so that the guard is gone when it returns.
    let take = || todo.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..workers.get() {
            scope.spawn(|| {
                while let Some((items, results)) = take() {
                    for (item, result) in items.iter().zip(results) {
                        *result = Some(f(item));
                    }
                }
            });
        }
    });
    results.into_iter().map(|result| result.unwrap()).collect()
}
