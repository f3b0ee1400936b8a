//! Exercise 06: parallel map. Fill in both `todo!()`; the chapter says why.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;

/// Calls `f` once for each item, on several threads at a time, and gives the results in the order of
/// the items.
///
/// `items[i]` becomes `results[i]`, whichever is ready first. No items make no results. There may be
/// fewer items than workers, or more. No `unsafe` is needed, and none is allowed.
///
/// **Workers.** Up to `workers` threads work at a time, and your own thread may be one of them. With
/// that many items, that number of calls of `f` really are under way at once. There are never more,
/// and a thread that only waits for its turn counts as well. One thread more may hand out the items, or
/// gather the results. With one worker nothing overlaps.
///
/// **Sharing out.** Some items may take far longer than others, and nobody knows which. So they are
/// not dealt out beforehand, nor in rounds: no worker stands idle for long while there are items that
/// nobody has begun. In which order they are begun, and how many a worker takes at once, is left to you.
///
/// **Panics.** If `f` panics, so does this, with that message or one of its own. First it waits for
/// the calls of `f` that are under way; none begins afterwards. Whether the items that are left are
/// still worked on before that is left to you.
pub fn par_map<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    todo!()
}

/// Like [`par_map`], but what a worker takes is a *chunk*: `chunk` items that follow each other.
///
/// The first chunk begins with the first item, the next follows it, and the last one may be shorter.
/// One thread does the items of a chunk one after the other, in their order. Different chunks are
/// done at the same time.
pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    todo!()
}
