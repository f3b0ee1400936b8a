//@ expect: forbidden
//! `unsafe` tells the compiler that everything lives for ever, so that a detached thread may use it.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::Mutex;
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
    let todo = Mutex::new(items.chunks(chunk.get()).enumerate());
    let (sender, receiver) = mpsc::channel();
    for _ in 0..workers.get() {
        let sender = sender.clone();
        let work = || {
            loop {
                let Some((index, chunk)) = todo.lock().unwrap().next() else {
                    return;
                };
                let done: Vec<R> = chunk.iter().map(&f).collect();
                sender.send((index, done)).unwrap();
            }
        };
        let work: Box<dyn FnOnce() + Send + '_> = Box::new(work);
        let work: Box<dyn FnOnce() + Send> = unsafe { std::mem::transmute(work) };
        thread::spawn(work);
    }
    drop(sender);
    let mut done: Vec<(usize, Vec<R>)> = receiver.iter().collect();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
