//@ base: right/channel-then-sort
//@ expect: lost-item
//! The workers share the place where the next chunk begins; for large chunks it wraps and is 0 again.
use std::panic::resume_unwind;

pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let start = next.fetch_add(chunk.get(), Relaxed);
            if start >= items.len() {
                return done;
            }
            let chunk = chunk.get().min(items.len() - start);
            let chunk = &items[start..start + chunk];
            done.push((start, chunk.iter().map(&f).collect::<Vec<R>>()));
        }
    };
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers.get()).map(|_| scope.spawn(work)).collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|&(start, _)| start);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
