//! A new thread for each chunk, but the next one is started only when a place is free.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex};
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
    let free = Mutex::new(workers.get());
    let came_free = Condvar::new();
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for (index, chunk) in items.chunks(chunk.get()).enumerate() {
            let mut places = came_free
                .wait_while(free.lock().unwrap(), |places| *places == 0)
                .unwrap();
            *places -= 1;
            drop(places);
            let (free, came_free, results, f) = (&free, &came_free, &results, &f);
            scope.spawn(move || {
                let _place = Place(free, came_free);
                let done: Vec<R> = chunk.iter().map(f).collect();
                results.lock().unwrap().push((index, done));
            });
        }
    });
    let mut done = results.into_inner().unwrap();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// Gives the place back, also when `f` panics.
struct Place<'a>(&'a Mutex<usize>, &'a Condvar);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap() += 1;
        self.1.notify_one();
    }
}
