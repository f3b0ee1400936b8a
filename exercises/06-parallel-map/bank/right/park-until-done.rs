//! The calling thread sleeps in `park` until the last worker, panicking or not, has unparked it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{
    AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed},
};
use std::thread::{self, Thread};

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
    let next = AtomicUsize::new(0);
    let working = AtomicUsize::new(workers.get());
    let results = Mutex::new(Vec::new());
    let caller = thread::current();
    thread::scope(|scope| {
        for _ in 0..workers.get() {
            scope.spawn(|| {
                let _end = End(&working, &caller);
                loop {
                    let index = next.fetch_add(1, Relaxed);
                    let Some(chunk) = items.chunks(chunk.get()).nth(index) else {
                        return;
                    };
                    let done: Vec<R> = chunk.iter().map(&f).collect();
                    results.lock().unwrap().push((index, done));
                }
            });
        }
        while working.load(Acquire) > 0 {
            thread::park();
        }
    });
    let mut done = results.into_inner().unwrap();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// The end of a worker.
struct End<'a>(&'a AtomicUsize, &'a Thread);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, AcqRel);
        self.1.unpark();
    }
}
