//@ expect: crashed
//! A guard joins the workers when it is dropped and unwraps; if that happens during a panic, the process dies.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::thread::ScopedJoinHandle;

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
    let work = || {
        loop {
            let index = next.fetch_add(1, Relaxed);
            let Some(chunk) = items.chunks(chunk.get()).nth(index) else {
                return;
            };
            let done: Vec<R> = chunk.iter().map(&f).collect();
            results.lock().unwrap().push((index, done));
        }
    };
    thread::scope(|scope| {
        let _team = Team((1..workers.get()).map(|_| scope.spawn(work)).collect());
        work();
    });
    let mut done = results.into_inner().unwrap();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// Is joined when it is dropped, however the block is left.
struct Team<'scope>(Vec<ScopedJoinHandle<'scope, ()>>);

impl Drop for Team<'_> {
    fn drop(&mut self) {
        for worker in self.0.drain(..) {
            worker.join().unwrap();
        }
    }
}
