//! What must compile: both functions take everything that the contract lets in, and no less.

use std::num::NonZeroUsize;

use parallel_map::{par_map, par_map_chunked};

/// Items are only shared, results are only sent, `f` is only shared. Nothing is cloned, compared or
/// printed, and nothing has to live for ever.
#[expect(dead_code, reason = "it has to compile, not to run")]
fn takes_any_item<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> [Vec<R>; 2] {
    [
        par_map(items, workers, &f),
        par_map_chunked(items, workers, chunk, f),
    ]
}

/// The same with an `f` that is handed over and may not change its thread.
#[expect(dead_code, reason = "it has to compile, not to run")]
fn takes_any_function<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    par_map(items, workers, f)
}
