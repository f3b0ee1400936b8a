//@ expect: panic
//! Full chunks begin up to the last place that leaves room for one; a large chunk has no such place.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

pub fn par_map<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Relaxed);
            let Some(item) = items.get(index) else {
                return done;
            };
            done.push((index, f(item)));
        }
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers.get()).map(|_| scope.spawn(work)).collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().map(|(_, result)| result).collect()
}

pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let Some(last) = items.len().checked_sub(1) else {
        return Vec::new();
    };
    // Where chunks begin: the full ones, and one for what is left.
    let last_full = items.len() - chunk.get();
    let mut starts: Vec<usize> = (0..=last_full).step_by(chunk.get()).collect();
    let covered = starts.len() * chunk.get();
    starts.extend((covered <= last).then_some(covered));
    let take = |start: &usize| {
        let end = (start + chunk.get()).min(items.len());
        items[*start..end].iter().map(&f).collect::<Vec<R>>()
    };
    par_map(&starts, workers, take)
        .into_iter()
        .flatten()
        .collect()
}
