//! The list is halved again and again; each half gets a thread of its own if one is left.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{
    AtomicUsize,
    Ordering::{AcqRel, Acquire},
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
    let spare = AtomicUsize::new(workers.get() - 1);
    halve(items, chunk.get(), &spare, &f)
}

fn halve<T: Sync, R: Send>(
    items: &[T],
    chunk: usize,
    spare: &AtomicUsize,
    f: &(impl Fn(&T) -> R + Sync),
) -> Vec<R> {
    if items.len() <= chunk {
        return items.iter().map(f).collect();
    }
    let middle = items.len().div_ceil(chunk) / 2 * chunk;
    let (left, right) = items.split_at(middle);
    let one_less = |spare: usize| spare.checked_sub(1);
    if spare.fetch_update(AcqRel, Acquire, one_less).is_err() {
        let mut results = halve(left, chunk, spare, f);
        results.extend(halve(right, chunk, spare, f));
        return results;
    }
    thread::scope(|scope| {
        let right = scope.spawn(|| {
            let _back = GiveBack(spare);
            halve(right, chunk, spare, f)
        });
        let mut results = halve(left, chunk, spare, f);
        let right = right.join();
        results.extend(right.unwrap_or_else(|panic| resume_unwind(panic)));
        results
    })
}

/// Another thread may be started, also when this one panics.
struct GiveBack<'a>(&'a AtomicUsize);

impl Drop for GiveBack<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, AcqRel);
    }
}
