//@ expect: compile-error
//! The results are put into a list that was filled with a default before; not every result has one.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::thread;

pub fn par_map<T: Sync, R: Send + Clone + Default>(
    items: &[T],
    workers: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    par_map_chunked(items, workers, NonZeroUsize::MIN, f)
}

pub fn par_map_chunked<T: Sync, R: Send + Clone + Default>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let mut results = vec![R::default(); items.len()];
    let todo = Mutex::new(
        items
            .chunks(chunk.get())
            .zip(results.chunks_mut(chunk.get())),
    );
    thread::scope(|scope| {
        for _ in 0..workers.get() {
            scope.spawn(|| {
                loop {
                    let Some((items, results)) = todo.lock().unwrap().next() else {
                        return;
                    };
                    for (item, result) in items.iter().zip(results) {
                        *result = f(item);
                    }
                }
            });
        }
    });
    results
}
