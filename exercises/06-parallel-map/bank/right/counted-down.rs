//! Workers count themselves down when they are done, and the caller spins until nobody is left. A panic is
//! kept as a flag: it is written before the count goes down, and read after.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
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
    let count = workers.get().min(items.len().div_ceil(chunk.get()));
    let (next, left) = (AtomicUsize::new(0), AtomicUsize::new(count));
    let failed = AtomicBool::new(false);
    let done = Mutex::new(Vec::new());
    let work = || {
        let result = catch_unwind(AssertUnwindSafe(|| {
            loop {
                let index = next.fetch_add(1, Relaxed);
                let Some(chunk) = items.chunks(chunk.get()).nth(index) else {
                    return;
                };
                let results: Vec<R> = chunk.iter().map(&f).collect();
                done.lock().unwrap().push((index, results));
            }
        }));
        if result.is_err() {
            failed.store(true, Relaxed);
        }
        // Pairs with the caller's look: whoever sees the count sees the flag.
        left.fetch_sub(1, Release);
    };
    let whole = thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(work);
        }
        while left.load(Acquire) > 0 {
            thread::yield_now();
        }
        !failed.load(Relaxed)
    });
    assert!(whole, "`f` panicked");
    let mut done = done.into_inner().unwrap();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
