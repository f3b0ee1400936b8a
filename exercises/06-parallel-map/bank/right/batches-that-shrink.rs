//! Large batches of items first, smaller ones towards the end: fewer steps, and still nobody waits long.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::ops::Range;
use std::panic::resume_unwind;
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
    let chunks = Mutex::new(0..items.len().div_ceil(chunk.get()));
    let take = || -> Range<usize> {
        let mut left = chunks.lock().unwrap();
        let share = (left.len() / (2 * workers.get())).max(1).min(left.len());
        let batch = left.start..left.start + share;
        left.start = batch.end;
        batch
    };
    let work = || {
        let mut done = Vec::new();
        loop {
            let batch = take();
            if batch.is_empty() {
                return done;
            }
            for index in batch {
                let chunk = items.chunks(chunk.get()).nth(index).unwrap();
                done.push((index, chunk.iter().map(&f).collect::<Vec<R>>()));
            }
        }
    };
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers.get()).map(|_| scope.spawn(work)).collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
