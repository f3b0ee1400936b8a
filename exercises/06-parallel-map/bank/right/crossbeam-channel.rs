//! Chunks come from one of crossbeam's channels and results go into another; any thread may receive.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use crossbeam_channel::unbounded;
use std::num::NonZeroUsize;
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
    let (todo, chunks) = unbounded();
    let (results, finished) = unbounded();
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        for _ in 0..workers.get() {
            let (chunks, results, f) = (chunks.clone(), results.clone(), &f);
            scope.spawn(move || {
                for (index, chunk) in chunks {
                    let chunk: &[T] = chunk;
                    let done: Vec<R> = chunk.iter().map(f).collect();
                    results.send((index, done)).unwrap();
                }
            });
        }
        for chunk in items.chunks(chunk.get()).enumerate() {
            todo.send(chunk).unwrap();
        }
        drop((todo, results));
        finished.iter().collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
