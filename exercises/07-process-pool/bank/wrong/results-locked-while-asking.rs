//@ base: right/replaced-by-a-watcher
//@ expect: serialised
//! The results are locked before the worker is asked, so nobody else is answered in the meantime.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let shared = &*self.shared;
        let chunks = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()));
        let chunks = &Mutex::new(chunks);
        let outcome = &Mutex::new(Ok(vec![Vec::new(); tasks.len()]));
        thread::scope(|scope| {
            for seat in &shared.seats {
                scope.spawn(move || {
                    while outcome.lock().unwrap().is_ok() {
                        let Some((first, part)) = chunks.lock().unwrap().next() else {
                            return;
                        };
                        let mut worker = seat.lock().unwrap();
                        match (&mut *outcome.lock().unwrap(), worker.perform(first, part)) {
                            (Ok(results), Ok(done)) => {
                                results.splice(first..first + done.len(), done);
                            }
                            (all @ Ok(_), Err(error)) => *all = Err(error),
                            (Err(_), _) => {}
                        }
                        let max = shared.config.max_tasks;
                        if worker.dead || max.is_some_and(|max| worker.done >= max.get()) {
                            worker.replace(shared);
                        }
                    }
                });
            }
        });
        std::mem::replace(&mut *outcome.lock().unwrap(), Ok(Vec::new()))
    }
}
