//! Each result has a `OnceLock` that its worker fills: no lock is ever taken twice.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
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
    let par = |fill: &(dyn Fn(usize, R) + Sync)| {
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..workers.get() {
                scope.spawn(|| {
                    loop {
                        let start = next.fetch_add(1, Relaxed).saturating_mul(chunk.get());
                        if start >= items.len() {
                            return;
                        }
                        for (at, item) in (start..).zip(&items[start..]).take(chunk.get()) {
                            fill(at, f(item));
                        }
                    }
                });
            }
        });
    };
    // A `OnceLock` may only be shared if its value may; one in a lock of its own may be anyway.
    let slots: Vec<OnceLock<std::sync::Mutex<R>>> = items.iter().map(|_| OnceLock::new()).collect();
    par(&|at, result| assert!(slots[at].set(result.into()).is_ok()));
    let unpack = |slot: OnceLock<std::sync::Mutex<R>>| slot.into_inner()?.into_inner().ok();
    slots
        .into_iter()
        .map(|slot| unpack(slot).unwrap())
        .collect()
}
