//@ expect: panic
//! Each worker begins with the item of its own number, and there may be fewer items than workers.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
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
    if chunks.is_empty() {
        return Vec::new();
    }
    let next = AtomicUsize::new(workers.get());
    let work = |first: usize| {
        let mut done = Vec::new();
        let mut index = first;
        loop {
            done.push((index, chunks[index].iter().map(&f).collect::<Vec<R>>()));
            index = next.fetch_add(1, Relaxed);
            if index >= chunks.len() {
                return done;
            }
        }
    };
    let work = &work;
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers.get())
            .map(|first| scope.spawn(move || work(first)))
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
