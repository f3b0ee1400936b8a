//@ expect: lost-wake-up
//! The channel has room for one result, and the caller joins the workers before it takes any out.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;
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
    let (sender, receiver) = mpsc::sync_channel(1);
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let mut handles = Vec::new();
        for _ in 0..workers.get() {
            let sender = sender.clone();
            let (next, f) = (&next, &f);
            handles.push(scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Relaxed);
                    let Some(chunk) = items.chunks(chunk.get()).nth(index) else {
                        return;
                    };
                    sender.send((index, chunk.iter().map(f).collect())).unwrap();
                }
            }));
        }
        for handle in handles {
            handle.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
        drop(sender);
        receiver.iter().collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
