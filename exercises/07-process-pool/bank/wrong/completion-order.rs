//@ base: right/idle-ones-asked-first
//@ expect: wrong-answer
//! The results stand in the order in which the chunks were done.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        // The last chunk stands first: taking one is `pop`.
        let mut chunks: Vec<_> = tasks.chunks(chunk.get()).enumerate().collect();
        chunks.reverse();
        let chunks = Mutex::new(chunks);
        let done = Mutex::new(Vec::new());
        let error = Mutex::new(None);
        thread::scope(|scope| {
            for worker in &mut self.workers {
                scope.spawn(|| {
                    loop {
                        let Some((number, part)) = chunks.lock().unwrap().pop() else {
                            return;
                        };
                        worker.make_ready(&self.command, &self.config);
                        match worker.perform(number * chunk.get(), part) {
                            Ok(results) => done.lock().unwrap().extend(results),
                            Err(what) => {
                                chunks.lock().unwrap().clear();
                                error.lock().unwrap().get_or_insert(what);
                            }
                        }
                        worker.make_ready(&self.command, &self.config);
                    }
                });
            }
        });
        if let Some(error) = error.into_inner().unwrap() {
            return Err(error);
        }
        Ok(done.into_inner().unwrap())
    }
}
