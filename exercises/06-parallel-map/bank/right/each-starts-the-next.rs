//! The caller starts one worker, each worker starts the next one before it works, and hands its results back
//! along the same way.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Mutex;
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
    let chunks = Mutex::new(items.chunks(chunk.get()).enumerate());
    let take = || chunks.lock().unwrap().next();
    let mut done = chain(count, &take, &f);
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

type Done<R> = Vec<(usize, Vec<R>)>;

fn chain<'a, T: Sync + 'a, R: Send>(
    workers: usize,
    take: &(impl Fn() -> Option<(usize, &'a [T])> + Sync),
    f: &(impl Fn(&T) -> R + Sync),
) -> Done<R> {
    let work = || {
        let mut done = Vec::new();
        while let Some((index, chunk)) = take() {
            done.push((index, chunk.iter().map(f).collect()));
        }
        done
    };
    if workers <= 1 {
        return work();
    }
    thread::scope(|scope| {
        let next = scope.spawn(|| chain(workers - 1, take, f));
        let mut done: Done<R> = work();
        done.extend(next.join().unwrap_or_else(|panic| resume_unwind(panic)));
        done
    })
}
