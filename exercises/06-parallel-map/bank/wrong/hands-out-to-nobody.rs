//@ expect: lost-wake-up
//! Hands one chunk after the other to whoever is free. When all workers have panicked it waits for one of
//! them.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
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
    let parts = items.len().div_ceil(chunk.get());
    let workers = workers.get().min(parts);
    let slots: Vec<Mutex<Vec<R>>> = (0..parts).map(|_| Mutex::new(vec![])).collect();
    if workers == 0 {
        return vec![];
    }
    let (hand, take) = sync_channel(0);
    let take = Mutex::new(take);
    thread::scope(|scope| {
        let (f, take, slots) = (&f, &take, &slots);
        for _ in 0..workers {
            scope.spawn(move || {
                loop {
                    let job: Result<(usize, &[T]), _> =
                        take.lock().unwrap_or_else(|p| p.into_inner()).recv();
                    let Ok((number, part)) = job else { return };
                    for item in part {
                        let result = f(item);
                        slots[number].lock().unwrap().push(result);
                    }
                }
            });
        }
        for job in items.chunks(chunk.get()).enumerate() {
            hand.send(job).unwrap();
        }
        drop(hand);
    });
    slots
        .into_iter()
        .flat_map(|s| s.into_inner().unwrap())
        .collect()
}
