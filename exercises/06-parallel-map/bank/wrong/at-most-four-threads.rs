//@ expect: serialised
//! Never more than four threads, however many are asked for.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::num::NonZeroUsize;
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
    let todo = Mutex::new(items.chunks(chunk.get()).enumerate());
    let threads = workers.get().min(items.len()).min(4);
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut mine = Vec::new();
                    loop {
                        let next = todo.lock().unwrap().next();
                        let Some((number, part)) = next else {
                            break mine;
                        };
                        mine.push((number, part.iter().map(&f).collect()));
                    }
                })
            })
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap())
            .collect()
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
