//@ base: right/channel-then-sort
//@ expect: lost-wake-up
//! Results go through a channel with room for eight, and are taken out when all workers are done.
pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel(8);
    thread::scope(|scope| {
        for _ in 0..workers.get() {
            let sender = sender.clone();
            let (next, f) = (&next, &f);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Relaxed);
                    let Some(chunk) = items.chunks(chunk.get()).nth(index) else {
                        return;
                    };
                    let done: Vec<R> = chunk.iter().map(f).collect();
                    sender.send((index, done)).unwrap();
                }
            });
        }
    });
    drop(sender);
    let mut done: Vec<(usize, Vec<R>)> = receiver.into_iter().collect();
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
