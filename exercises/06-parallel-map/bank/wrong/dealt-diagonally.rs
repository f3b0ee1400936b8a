//@ base: right/batches-that-shrink
//@ expect: too-slow
//! Items are dealt out beforehand along diagonals, so that no pattern of heavy ones falls on one worker.
pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let chunks: Vec<&[T]> = items.chunks(chunk.get()).collect();
    let (f, chunks) = (&f, &chunks);
    let workers = workers.get();
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    (0..chunks.len())
                        .filter(|index| (index + index / workers) % workers == worker)
                        .map(|index| (index, chunks[index].iter().map(f).collect::<Vec<R>>()))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
