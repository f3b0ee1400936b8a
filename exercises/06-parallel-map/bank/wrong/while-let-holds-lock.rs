//@ expect: serialised
//! The guard in the head of `while let` lives as long as the body, so the next item stays locked away.
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
    let todo = Mutex::new(items.chunks(chunk.get()).enumerate());
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..workers.get() {
            scope.spawn(|| {
                while let Some((index, chunk)) = todo.lock().unwrap().next() {
                    let done: Vec<R> = chunk.iter().map(&f).collect();
                    results.lock().unwrap().push((index, done));
                }
            });
        }
    });
    let mut done = results.into_inner().unwrap();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
