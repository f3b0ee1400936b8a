//@ base: right/batches-that-shrink
//@ expect: lost-wake-up
//! The caller hands chunks out through a channel with room for eight, whose end it holds itself: if all workers panic, it waits for room.
use std::sync::mpsc;

pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let (jobs, taken) = mpsc::sync_channel(8);
    let taken = Mutex::new(taken);
    let work = || {
        let mut done = Vec::new();
        loop {
            let job = taken.lock().unwrap().recv();
            let Ok((index, chunk)) = job else {
                return done;
            };
            let chunk: &[T] = chunk;
            done.push((index, chunk.iter().map(&f).collect::<Vec<R>>()));
        }
    };
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers.get()).map(|_| scope.spawn(work)).collect();
        for job in items.chunks(chunk.get()).enumerate() {
            jobs.send(job).unwrap();
        }
        drop(jobs);
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
