//@ base: right/drop-closes-then-kills
//@ expect: wrong-answer
//! As many chunks as there should be, but all of about the same size, so that the last one is not so short.
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
        let count = tasks.len().div_ceil(chunk.get()).max(1);
        let size = tasks.len().div_ceil(count).max(1);
        let chunks = tasks.chunks(size);
        let places = results.chunks_mut(size);
        let starts = (0..tasks.len()).step_by(size);
        thread::scope(|scope| {
            for (first, (part, places)) in starts.zip(chunks.zip(places)) {
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
