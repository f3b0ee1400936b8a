//@ expect: lost-wake-up
//! The last worker notifies without the lock: the caller may be just about to fall asleep.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
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
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let working = AtomicUsize::new(workers.get());
    let finished = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..workers.get() {
            scope.spawn(|| {
                let _end = OnDrop(|| {
                    if working.fetch_sub(1, SeqCst) == 1 {
                        finished.notify_one();
                    }
                });
                loop {
                    let index = next.fetch_add(1, SeqCst);
                    let Some(chunk) = items.chunks(chunk.get()).nth(index) else {
                        return;
                    };
                    let done: Vec<R> = chunk.iter().map(&f).collect();
                    results.lock().unwrap().push((index, done));
                }
            });
        }
        let mut guard = results.lock().unwrap();
        while working.load(SeqCst) > 0 {
            guard = finished.wait(guard).unwrap();
        }
    });
    let mut done = results.into_inner().unwrap();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// Does it at the end of the block, also when that is left by a panic.
struct OnDrop<F: Fn()>(F);

impl<F: Fn()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
