//@ base: right/drop-closes-then-kills
//@ expect: panic
//! The number of chunks is rounded up by adding a chunk first, and a chunk may be as large as a `usize`.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let pool = &*self;
        let error = &Mutex::new(None);
        let mut results = vec![Vec::new(); tasks.len()];
        let count = (tasks.len() + chunk.get() - 1) / chunk.get();
        let chunks = tasks.chunks(chunk.get());
        let places = results.chunks_mut(chunk.get());
        thread::scope(|scope| {
            for (number, (part, places)) in (0..count).zip(chunks.zip(places)) {
                let first = number * chunk.get();
                let mut worker = pool.take();
                if error.lock().unwrap().is_some() {
                    pool.give_back(worker);
                    return;
                }
                scope.spawn(move || {
                    let outcome = worker.perform(first, part, places);
                    if let Err(what) = outcome {
                        error.lock().unwrap().get_or_insert(what);
                    }
                    pool.give_back(worker);
                });
            }
        });
        let error = error.lock().unwrap().take();
        error.map_or(Ok(results), Err)
    }
}
