//@ expect: compile-error
//! `thread::spawn` wants everything to live for ever, so the bounds were changed until it compiled.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::thread;

pub fn par_map<T: Clone + Send + Sync + 'static, R: Send + 'static>(
    items: &[T],
    workers: NonZeroUsize,
    f: impl Fn(&T) -> R + Send + Sync + 'static,
) -> Vec<R> {
    par_map_chunked(items, workers, NonZeroUsize::MIN, f)
}

pub fn par_map_chunked<T: Clone + Send + Sync + 'static, R: Send + 'static>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Send + Sync + 'static,
) -> Vec<R> {
    let chunks: Vec<Vec<T>> = items.chunks(chunk.get()).map(<[T]>::to_vec).collect();
    let todo = Arc::new(Mutex::new(chunks.into_iter().enumerate()));
    let f = Arc::new(f);
    let handles: Vec<_> = (0..workers.get())
        .map(|_| {
            let (todo, f) = (Arc::clone(&todo), Arc::clone(&f));
            thread::spawn(move || {
                let mut done = Vec::new();
                loop {
                    let Some((index, chunk)) = todo.lock().unwrap().next() else {
                        return done;
                    };
                    done.push((index, chunk.iter().map(&*f).collect::<Vec<R>>()));
                }
            })
        })
        .collect();
    let mut done: Vec<_> = handles
        .into_iter()
        .flat_map(|h| h.join().unwrap())
        .collect();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
