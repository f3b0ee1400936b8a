//@ expect: too-many-threads
//! A thread for each chunk; `workers` of them may work at a time, and the others stand in a queue.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
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
    let work = |chunk: &[T]| {
        let mut places = free.lock().unwrap();
        while *places == 0 {
            places = came_free.wait(places).unwrap();
        }
        *places -= 1;
        drop(places);
        let _place = Place(&free, &came_free);
        chunk.iter().map(&f).collect::<Vec<R>>()
    };
    let work = &work;
    thread::scope(|scope| {
        let handles: Vec<_> = items
            .chunks(chunk.get())
            .map(|chunk| scope.spawn(move || work(chunk)))
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

/// Gives the place back, also when `f` panics.
struct Place<'a>(&'a Mutex<usize>, &'a Condvar);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap() += 1;
        self.1.notify_one();
    }
}
