//! A worker catches a panic and tells the others to stop; the first one goes on when all have ended.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std; // std with threads that the checker can schedule

use std::any::Any;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
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
    let outcome: Mutex<Result<Vec<(usize, Vec<R>)>, Box<dyn Any + Send>>> =
        Mutex::new(Ok(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..workers.get() {
            scope.spawn(|| {
                while outcome.lock().unwrap().is_ok() {
                    let taken = todo.lock().unwrap().next();
                    let Some((index, chunk)) = taken else { return };
                    let work = AssertUnwindSafe(|| chunk.iter().map(&f).collect::<Vec<R>>());
                    let done = catch_unwind(work);
                    let mut outcome = outcome.lock().unwrap();
                    match (done, &mut *outcome) {
                        (Ok(done), Ok(all)) => all.push((index, done)),
                        (Err(panic), Ok(_)) => *outcome = Err(panic),
                        (_, Err(_)) => {}
                    }
                }
            });
        }
    });
    let mut done = outcome
        .into_inner()
        .unwrap()
        .unwrap_or_else(|panic| resume_unwind(panic));
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
