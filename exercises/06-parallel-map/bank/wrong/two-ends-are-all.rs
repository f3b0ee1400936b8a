//@ base: right/channel-then-sort
//@ expect: lost-item
//! The caller waits until two workers have said that they are done; there may be three.
pub fn par_map_chunked<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    chunk: NonZeroUsize,
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers.get() {
            let sender = sender.clone();
            let (next, f) = (&next, &f);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Relaxed);
                    let Some(chunk) = items.chunks(chunk.get()).nth(index) else {
                        sender.send(None).unwrap();
                        return;
                    };
                    let done: Vec<R> = chunk.iter().map(f).collect();
                    sender.send(Some((index, done))).unwrap();
                }
            });
        }
    });
    drop(sender);
    let mut done: Vec<(usize, Vec<R>)> = Vec::new();
    let mut ended = 0;
    for message in receiver {
        match message {
            Some(one) => done.push(one),
            None => ended += 1,
        }
        if ended == workers.get().min(2) {
            break;
        }
    }
    done.sort_unstable_by_key(|&(index, _)| index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
