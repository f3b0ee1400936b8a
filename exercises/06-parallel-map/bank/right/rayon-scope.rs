//! rayon again, with a task for each chunk and a slot for each result.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use rayon::ThreadPoolBuilder;
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
    let slots: Vec<Mutex<Vec<R>>> = items
        .chunks(chunk.get())
        .map(|_| Mutex::default())
        .collect();
    pool.scope(|scope| {
        for (chunk, slot) in items.chunks(chunk.get()).zip(&slots) {
            let f = &f;
            scope.spawn(move |_| {
                let done = chunk.iter().map(f).collect();
                *slot.lock().unwrap() = done;
            });
        }
    });
    slots
        .into_iter()
        .flat_map(|slot| slot.into_inner().unwrap())
        .collect()
}
