//@ base: right/drop-closes-then-kills
//@ expect: wrong-answer
//! Only whole chunks are handed out, and what is left over at the end is not.
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
        let chunks = tasks.chunks_exact(chunk.get());
        let places = results.chunks_mut(chunk.get());
        let starts = (0..tasks.len()).step_by(chunk.get());
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
