//! Jobs lie in a channel whose receiver the workers share behind a lock; results come back through another.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::{Mutex, mpsc};
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
    let (jobs, queue) = mpsc::channel();
    for job in items.chunks(chunk.get()).enumerate() {
        jobs.send(job).unwrap();
    }
    drop(jobs);
    let queue = Mutex::new(queue);
    let (sender, receiver) = mpsc::channel();
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        for _ in 0..workers.get() {
            let sender = sender.clone();
            let (queue, f) = (&queue, &f);
            scope.spawn(move || {
                loop {
                    let job = queue.lock().unwrap().recv();
                    let Ok((index, chunk)) = job else { return };
                    let chunk: &[T] = chunk;
                    let done: Vec<R> = chunk.iter().map(f).collect();
                    sender.send((index, done)).unwrap();
                }
            });
        }
        drop(sender);
        receiver.iter().collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
