//! All workers start together, at a barrier; then each takes the next chunk. Results lie where their chunk
//! does, behind a lock each.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Barrier, Mutex};
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
    let count = workers.get().min(chunks.len());
    let places: Vec<Mutex<Vec<R>>> = chunks.iter().map(|_| Mutex::default()).collect();
    let (start, next) = (Barrier::new(count), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(|| {
                start.wait();
                while let Some(index) =
                    Some(next.fetch_add(1, Relaxed)).filter(|i| *i < chunks.len())
                {
                    let results = chunks[index].iter().map(&f).collect();
                    *places[index].lock().unwrap() = results;
                }
            });
        }
    });
    let results = places.into_iter().map(|place| place.into_inner().unwrap());
    results.flatten().collect()
}
