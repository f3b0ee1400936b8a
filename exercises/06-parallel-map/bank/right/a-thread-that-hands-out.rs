//! One thread more, which only hands out chunks through a channel without room, and does no work itself.
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
    let (sender, receiver) = mpsc::sync_channel::<(usize, &[T])>(0);
    let receiver = Mutex::new(Some(receiver));
    let take = || receiver.lock().unwrap().as_ref()?.recv().ok();
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        scope.spawn(move || {
            for chunk in items.chunks(chunk.get()).enumerate() {
                if sender.send(chunk).is_err() {
                    return; // A worker has panicked and closed the channel.
                }
            }
        });
        for _ in 0..workers.get() {
            scope.spawn(|| {
                let _close = CloseOnPanic(&receiver);
                while let Some((index, chunk)) = take() {
                    let done: Vec<R> = chunk.iter().map(&f).collect();
                    results.lock().unwrap().push((index, done));
                }
            });
        }
    });
    let mut done = results.into_inner().unwrap();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// Without a worker nobody takes from the channel, and whoever hands out would wait for ever.
struct CloseOnPanic<'a, C>(&'a Mutex<Option<C>>);

impl<C> Drop for CloseOnPanic<'_, C> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().unwrap().take();
        }
    }
}
