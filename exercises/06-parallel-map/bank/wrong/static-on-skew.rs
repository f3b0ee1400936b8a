//@ expect: too-slow
//! Each worker gets its share of the items before any work begins, so the one with the heavy items
//! goes on alone when the others are done.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Calls `f` on every item, with at most `workers` threads; the results are in the items' order.
pub fn par_map<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let share = items.len().div_ceil(workers.get());
    let share = NonZeroUsize::new(share).unwrap_or(NonZeroUsize::MIN);
    par_map_chunked(items, workers, share, f)
}

/// The same, in chunks of `chunk` items; a chunk is done by one thread, in order.
pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let chunks: Vec<&[T]> = items.chunks(chunk.get()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(chunk) = chunks.get(index) else {
                return done;
            };
            done.push((index, chunk.iter().map(&f).collect::<Vec<R>>()));
        }
    };
    let mut done = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers.get().min(chunks.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let mut all = Vec::new();
        for thread in threads {
            match thread.join() {
                Ok(done) => all.extend(done),
                Err(payload) => panic::resume_unwind(payload),
            }
        }
        all
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
